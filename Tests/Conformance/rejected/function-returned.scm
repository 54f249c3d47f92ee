;; A function that returns a function.
;; error NC303 3:15-3:35
(define (f a) (lambda (b) (+ a b)))
(+ x (f x))
