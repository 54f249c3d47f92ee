;; NIST MGH10: resistance of a thermistor (Meyer).
;; The value is the resistance. Starting values are NIST's second.

(input x)  ; temperature
(parameter b1 0.02)
(parameter b2 4000)
(parameter b3 250)

(* b1 (exp (/ b2 (+ x b3))))
