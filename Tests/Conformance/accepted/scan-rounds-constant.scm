;; The number of rounds may be any constant expression.
;; type => (vec 6)
;; eval x=0 => [1,2,3,4,5,6]
(define n (+ 1 2))
(scan ((a x)) (* 2 n) (recur (+ a 1)))
