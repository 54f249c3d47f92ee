;; NIST Misra1d: monomolecular adsorption: the Langmuir isotherm.
;; The value is the volume adsorbed. Starting values are NIST's second.

(input x)  ; pressure
(parameter b1 450)
(parameter b2 0.0003)

(/ (* b1 b2 x) (+ 1 (* b2 x)))
