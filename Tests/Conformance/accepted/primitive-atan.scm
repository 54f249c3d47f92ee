;; The arctangent.
;; eval x=0 => 0
;; grad x=0 => x=1
;; eval x=0.5 => 0.4636476090008061
;; grad x=0.5 => x=0.8
;; eval x=-8 => -1.446441332248135
;; grad x=-8 => x=0.015384615384615385
;; eval x=inf => 1.5707963267948966
(atan x)
