;; An undeclared name inside a function.
;; error NC302 4:20-4:21
(input x)
(define (f a) (+ a b))
(f x)
