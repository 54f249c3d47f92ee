;; NIST Chwirut1: ultrasonic response of a block of metal, all 214 observations.
;; The value is the ultrasonic response. Starting values are NIST's second.

(input x)  ; distance from the metal
(parameter b1 0.15)
(parameter b2 0.008)
(parameter b3 0.01)

(/ (exp (* (- b1) x)) (+ b2 (* b3 x)))
