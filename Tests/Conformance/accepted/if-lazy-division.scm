;; A division by zero in a branch that is not taken.
;; eval x=3 y=0 => 3
;; grad x=3 y=0 => x=1 y=0
;; eval x=3 y=2 => 1.5
;; grad x=3 y=2 => x=0.5 y=-0.75
(if (= y 0) x (/ x y))
