;; `-` negates one operand and subtracts all further ones.
;; eval x=1 y=2 => -6
;; grad x=1 y=2 => x=-1 y=-1
;; eval x=0.5 y=-0.25 => -3.25
;; grad x=0.5 y=-0.25 => x=-1 y=-1
(- (- x) y 1 2)
