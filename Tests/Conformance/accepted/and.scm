;; `and` gives 1 or 0; without conditions 1.
;; eval x=1 y=-2 z=3 => 15
;; grad x=1 y=-2 z=3 => x=0 y=0 z=0
;; eval x=1 y=2 z=0 => 7
;; grad x=1 y=2 z=0 => x=0 y=0 z=0
;; eval x=1 y=0 z=5 => 3
;; grad x=1 y=0 z=5 => x=0 y=0 z=0
;; eval x=0 y=1 z=1 => 1
;; grad x=0 y=1 z=1 => x=0 y=0 z=0
(+ (and) (* 2 (and x)) (* 4 (and x y)) (* 8 (and x y z)))
