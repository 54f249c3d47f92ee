;; The hyperbolic cosine.
;; eval x=0 => 1
;; grad x=0 => x=0
;; eval x=1 => 1.5430806348152437
;; grad x=1 => x=1.1752011936438014
;; eval x=-2.5 => 6.132289479663686
;; grad x=-2.5 => x=-6.0502044810397875
(cosh x)
