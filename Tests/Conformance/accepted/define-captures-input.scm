;; A function sees the inputs of the program.
;; eval x=3 k=2 => 8
;; grad x=3 k=2 => x=2 k=4
(input x) (input k)
(define (f a) (* a k))
(+ (f x) (f 1))
