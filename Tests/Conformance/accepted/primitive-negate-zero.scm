;; The negative of zero is negative zero.
;; eval x=0 => -inf
;; eval x=2 => -0.5
;; grad x=2 => x=0.25
(/ 1 (- x))
