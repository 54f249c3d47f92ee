;; Negative zero equals zero.
;; eval x=0 => 1
;; grad x=0 => x=0
;; eval x=1 => 0
;; grad x=1 => x=0
(= x (- x))
