;; NIST MGH17: two decaying exponentials on a constant (Osborne).
;; The value is the sum. Starting values are NIST's second.

(input x)  ; time
(parameter b1 0.5)
(parameter b2 1.5)
(parameter b3 -1)
(parameter b4 0.01)
(parameter b5 0.02)

(+ b1 (* b2 (exp (* (- b4) x))) (* b3 (exp (* (- b5) x))))
