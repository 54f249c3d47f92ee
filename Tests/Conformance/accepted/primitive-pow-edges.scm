;; Powers of zero, one and negative numbers follow IEEE 754.
;; eval x=0 y=0 => 1
;; eval x=0 y=-1 => inf
;; eval x=-2 y=3 => -8
;; eval x=-2 y=0.5 => nan
;; eval x=1 y=nan => 1
;; eval x=nan y=0 => 1
;; eval x=3 y=2 => 9
;; grad x=3 y=2 => x=6 y=9.887510598012987
(pow x y)
