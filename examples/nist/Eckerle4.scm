;; NIST Eckerle4: transmittance of an interference filter: a Gaussian.
;; The value is the transmittance. Starting values are NIST's second.

(input x)  ; wavelength, nm
(parameter b1 1.5)
(parameter b2 5)
(parameter b3 450)

(* (/ b1 b2) (exp (* -0.5 (square (/ (- x b3) b2)))))
