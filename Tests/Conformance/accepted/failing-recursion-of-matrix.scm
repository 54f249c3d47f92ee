;; A recursion without end whose value must be a square matrix with an element at 2, 3.
;; fails x=1 => depth none
;; options max-depth=100
(define (f x) (+ 1 (f x)))
(+ (ref (f x) 2 3) (det (f x)))
