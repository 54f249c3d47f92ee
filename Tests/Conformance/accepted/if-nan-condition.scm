;; NaN is true.
;; eval x=nan => 1
;; eval x=0 => 2
;; grad x=0 => x=0
;; eval x=-0.25 => 1
;; grad x=-0.25 => x=0
(if x 1 2)
