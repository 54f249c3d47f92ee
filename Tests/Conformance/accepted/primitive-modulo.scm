;; `modulo` has the sign of the divisor.
;; eval x=7 y=3 => 1
;; grad x=7 y=3 => x=1 y=-2
;; eval x=-7 y=3 => 2
;; grad x=-7 y=3 => x=1 y=3
;; eval x=7 y=-3 => -2
;; grad x=7 y=-3 => x=1 y=3
;; eval x=-7 y=-3 => -1
;; grad x=-7 y=-3 => x=1 y=-2
;; eval x=5.5 y=2 => 1.5
;; grad x=5.5 y=2 => x=1 y=-2
;; eval x=6 y=3 => 0
(modulo x y)
