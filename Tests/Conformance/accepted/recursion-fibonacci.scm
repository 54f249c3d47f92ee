;; A function that calls itself twice.
;; eval x=1 => 144
;; grad x=1 => x=144
;; eval x=0.5 => 72
;; grad x=0.5 => x=144
(define (fib n) (if (< n 2) (* n x) (+ (fib (- n 1)) (fib (- n 2)))))
(fib 12)
