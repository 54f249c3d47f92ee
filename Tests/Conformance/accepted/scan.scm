;; The state after each round.
;; type => (vec 4)
;; eval x=1 => [2,4,8,16]
;; eval x=-0.5 => [-1,-2,-4,-8]
(scan ((a x)) 4 (recur (* 2 a)))
