;; Twice, to a depth that depends on the data.
;; eval n=0 => 0
;; eval n=1 => 1
;; eval n=5 => 5
;; eval n=9 => 34
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(fib n)
