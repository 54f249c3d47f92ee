;; `/` gives the reciprocal of one operand and divides by all further ones.
;; eval x=4 y=0.5 => 0.25
;; grad x=4 y=0.5 => x=-0.0625 y=-0.5
;; eval x=-0.125 y=3 => -1.3333333333333333
;; grad x=-0.125 y=3 => x=-10.666666666666666 y=0.4444444444444444
;; eval x=0 y=1 => inf
(/ (/ x) y 2)
