;; Three operands that tie have a third each.
;; eval x=2 y=2 z=2 => 2
;; grad x=2 y=2 z=2 => x=0.3333333333333333 y=0.3333333333333333 z=0.3333333333333333
;; eval x=2 y=2 z=1 => 2
;; grad x=2 y=2 z=1 => x=0.5 y=0.5 z=0
(max x y z)
