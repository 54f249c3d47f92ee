;; A function may call another that stands below.
;; eval x=3 => 8
;; grad x=3 => x=2
(define (f a) (* 2 (g a)))
(define (g a) (+ a 1))
(f x)
