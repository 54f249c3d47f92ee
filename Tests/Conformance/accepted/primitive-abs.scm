;; The derivative of `abs` at 0 is 0.
;; eval x=-2.5 => 2.5
;; grad x=-2.5 => x=-1
;; eval x=3 => 3
;; grad x=3 => x=1
;; eval x=0 => 0
;; grad x=0 => x=0
;; eval x=-inf => inf
(abs x)
