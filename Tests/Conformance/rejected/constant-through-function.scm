;; A constant that depends on itself through a function.
;; error NC305 3:9-3:10
(define a (f 1))
(define (f b) (+ a b))
(f x)
