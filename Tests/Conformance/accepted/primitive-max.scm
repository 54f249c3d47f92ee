;; `max` takes any number of operands.
;; eval x=-2 y=3 z=1 => 3
;; grad x=-2 y=3 z=1 => x=0 y=1 z=0
;; eval x=4 y=0.5 z=-1 => 4
;; grad x=4 y=0.5 z=-1 => x=1 y=0 z=0
;; eval x=5 y=6 z=7 => 7
;; grad x=5 y=6 z=7 => x=0 y=0 z=1
(max x y z)
