;; NIST Nelson: dielectric breakdown strength of insulation that ages.
;; The value is the logarithm of the strength in kV. Starting values are NIST's second.

(input x1)  ; time, weeks
(input x2)  ; temperature, °C
(parameter b1 2.5)
(parameter b2 5e-09)
(parameter b3 -0.05)

(- b1 (* b2 x1 (exp (* (- b3) x2))))
