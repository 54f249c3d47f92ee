;; A function that is undefined where it is not called.
;; eval x=4 => 0.5
;; grad x=4 => x=-0.0625
;; eval x=-4 => 0.5
;; grad x=-4 => x=0.0625
;; eval x=0 => 7
;; grad x=0 => x=0
(define (f a) (/ 1 (sqrt a)))
(define (g a) (if (> a 0) (f a) (if (< a 0) (f (- a)) 7)))
(g x)
