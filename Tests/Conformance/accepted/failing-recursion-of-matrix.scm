;; A recursion without end whose value must be a square matrix with an element at 2, 3.
;; eval x=-2 => 2
;; fails x=1 => depth none
;; options max-depth=100
(define (f x) (+ 1 (f x)))
(if (< x 0) (- x) (+ (ref (f x) 2 3) (det (f x))))
