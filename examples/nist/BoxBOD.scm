;; NIST BoxBOD: biochemical oxygen demand.
;; The value is the oxygen demand, mg/l. Starting values are NIST's second.

(input x)  ; time, days
(parameter b1 100)
(parameter b2 0.75)

(* b1 (- 1 (exp (* (- b2) x))))
