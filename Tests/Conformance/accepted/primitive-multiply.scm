;; `*` takes any number of operands; without any it is 1.
;; eval x=3 y=-1.5 => 13.5
;; grad x=3 y=-1.5 => x=4.5 y=-18
;; eval x=0 y=7 => 0
;; grad x=0 y=7 => x=98 y=0
;; eval x=0 y=inf => nan
(* x y (*) (* y) 2)
