;; A parameter may be called like its function.
;; eval x=3 => 6
;; grad x=3 => x=2
(define (f f) (* 2 f))
(f x)
