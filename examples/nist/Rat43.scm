;; NIST Rat43: growth of an onion bulb: the Richards curve.
;; The value is the dry weight. Starting values are NIST's second.

(input x)  ; time
(parameter b1 700)
(parameter b2 5)
(parameter b3 0.75)
(parameter b4 1.3)

(/ b1 (pow (+ 1 (exp (- b2 (* b3 x)))) (/ b4)))
