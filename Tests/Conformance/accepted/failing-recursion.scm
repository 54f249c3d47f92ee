;; Recursion that is deeper than the limit.
;; options max-depth=50
;; eval x=1 n=10 => 11
;; grad x=1 n=10 => x=1 n=0
;; fails x=1 n=100 => depth none
(define (f n) (if (<= n 0) x (+ 1 (f (- n 1)))))
(f n)
