;; Conditions inside conditions.
;; eval x=1 y=2 => 2
;; grad x=1 y=2 => x=0 y=1
;; eval x=1 y=-2 => 1
;; grad x=1 y=-2 => x=1 y=0
;; eval x=-1 y=2 => -1
;; grad x=-1 y=2 => x=1 y=0
;; eval x=-1 y=-2 => -2
;; grad x=-1 y=-2 => x=0 y=1
(if (or (and (> x 0) (not (> y 0))) (and (> y 0) (not (> x 0)))) x y)
