;; NIST MGH09: enzyme kinetics (Kowalik and Osborne).
;; The value is the reaction rate. Starting values are NIST's second.

(input x)  ; concentration
(parameter b1 0.25)
(parameter b2 0.39)
(parameter b3 0.415)
(parameter b4 0.39)

(/ (* b1 (+ (square x) (* b2 x))) (+ (square x) (* b3 x) b4))
