;; `sign` has slope 0 everywhere.
;; eval x=3 => 1
;; grad x=3 => x=0
;; eval x=-0.5 => -1
;; grad x=-0.5 => x=0
;; eval x=0 => 0
;; grad x=0 => x=0
;; eval x=inf => 1
(sign x)
