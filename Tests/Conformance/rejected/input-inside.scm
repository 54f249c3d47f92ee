;; An input declared inside an expression.
;; error NC202 3:10-3:19
(let ((a (input x))) a)
