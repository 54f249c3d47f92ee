;; `relu` is the operand where it is positive, else 0.
;; eval x=2.5 => 2.5
;; grad x=2.5 => x=1
;; eval x=-1 => 0
;; grad x=-1 => x=0
(relu x)
