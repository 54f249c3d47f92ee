;; The hyperbolic sine.
;; eval x=0 => 0
;; grad x=0 => x=1
;; eval x=1 => 1.1752011936438014
;; grad x=1 => x=1.5430806348152437
;; eval x=-2.5 => -6.0502044810397875
;; grad x=-2.5 => x=6.132289479663686
(sinh x)
