;; Operands that tie share the derivative equally.
;; eval x=2 y=2 => 2
;; grad x=2 y=2 => x=0.5 y=0.5
;; eval x=1 y=2 => 1
;; grad x=1 y=2 => x=1 y=0
(min x y)
