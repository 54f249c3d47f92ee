;; Infinities and NaN have names.
;; eval x=1 => inf
;; eval x=2 => -inf
;; eval x=3 => nan
;; eval x=4 => 4
;; grad x=4 => x=1
(cond ((= x 1) +inf.0) ((= x 2) -inf.0) ((= x 3) +nan.0) (else x))
