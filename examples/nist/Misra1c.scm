;; NIST Misra1c: monomolecular adsorption: a square root in the rise to saturation.
;; The value is the volume adsorbed. Starting values are NIST's second.

(input x)  ; pressure
(parameter b1 600)
(parameter b2 0.0002)

(* b1 (- 1 (pow (+ 1 (* 2 b2 x)) -0.5)))
