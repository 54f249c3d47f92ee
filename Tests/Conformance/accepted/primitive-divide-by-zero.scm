;; Division by zero follows IEEE 754.
;; eval x=1 y=0 => inf
;; eval x=-1 y=0 => -inf
;; eval x=0 y=0 => nan
;; eval x=1 y=3 => 0.3333333333333333
;; grad x=1 y=3 => x=0.3333333333333333 y=-0.1111111111111111
(/ x y)
