;; A definition inside an expression.
;; error NC202 3:6-3:18
(+ x (define k 1))
