;; A body is one expression.
;; error NC204 3:14-3:21
(let ((a x)) (+ a 1) (* a 2))
