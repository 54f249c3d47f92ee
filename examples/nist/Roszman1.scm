;; NIST Roszman1: quantum defects of iodine atoms.
;; The value is the number of quantum defects. Starting values are NIST's second.

(input x)  ; excited energy state
(parameter b1 0.2)
(parameter b2 -5e-06)
(parameter b3 1200)
(parameter b4 -150)

(- b1 (* b2 x) (/ (atan (/ b3 (- x b4))) pi))
