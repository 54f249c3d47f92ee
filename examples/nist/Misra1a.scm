;; NIST Misra1a: monomolecular adsorption: an exponential rise to saturation.
;; The value is the volume adsorbed. Starting values are NIST's second.

(input x)  ; pressure
(parameter b1 250)
(parameter b2 0.0005)

(* b1 (- 1 (exp (* (- b2) x))))
