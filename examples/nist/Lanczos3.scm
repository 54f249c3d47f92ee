;; NIST Lanczos3: three decaying exponentials, generated data of 5 digits.
;; The value is the sum of three exponentials. Starting values are NIST's second.

(input x)  ; time
(parameter b1 0.5)
(parameter b2 0.7)
(parameter b3 3.6)
(parameter b4 4.2)
(parameter b5 4)
(parameter b6 6.3)

(+ (* b1 (exp (* (- b2) x)))
   (* b3 (exp (* (- b4) x)))
   (* b5 (exp (* (- b6) x))))
