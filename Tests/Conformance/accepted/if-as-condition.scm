;; A conditional as the condition of another.
;; eval x=1 y=2 => 1
;; grad x=1 y=2 => x=1 y=0
;; eval x=1 y=-2 => -2
;; grad x=1 y=-2 => x=0 y=1
;; eval x=-1 y=-2 => -1
;; grad x=-1 y=-2 => x=1 y=0
;; eval x=-1 y=2 => 2
;; grad x=-1 y=2 => x=0 y=1
(if (if (> x 0) (> y 0) (< y 0)) x y)
