;; NIST Gauss1: two well-separated Gaussians on a decaying baseline.
;; The value is the signal. Starting values are NIST's second.

(input x)  ; place
(parameter b1 94)
(parameter b2 0.0105)
(parameter b3 99)
(parameter b4 63)
(parameter b5 25)
(parameter b6 71)
(parameter b7 180)
(parameter b8 20)

(+ (* b1 (exp (* (- b2) x)))
   (* b3 (exp (- (/ (square (- x b4)) (square b5)))))
   (* b6 (exp (- (/ (square (- x b7)) (square b8))))))
