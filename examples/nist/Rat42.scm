;; NIST Rat42: growth of a pasture: a sigmoid.
;; The value is the yield. Starting values are NIST's second.

(input x)  ; time
(parameter b1 75)
(parameter b2 2.5)
(parameter b3 0.07)

(/ b1 (+ 1 (exp (- b2 (* b3 x)))))
