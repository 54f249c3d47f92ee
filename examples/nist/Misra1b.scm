;; NIST Misra1b: monomolecular adsorption: a rational rise to saturation.
;; The value is the volume adsorbed. Starting values are NIST's second.

(input x)  ; pressure
(parameter b1 300)
(parameter b2 0.0002)

(* b1 (- 1 (pow (+ 1 (/ (* b2 x) 2)) -2)))
