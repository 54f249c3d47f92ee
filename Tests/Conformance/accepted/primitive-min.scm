;; `min` takes any number of operands.
;; eval x=-2 y=3 => -2
;; grad x=-2 y=3 => x=1 y=0
;; eval x=4 y=0.5 => 0.5
;; grad x=4 y=0.5 => x=0 y=1
;; eval x=5 y=6 => 1
;; grad x=5 y=6 => x=0 y=0
(min x y 1)
