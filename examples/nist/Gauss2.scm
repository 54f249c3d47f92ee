;; NIST Gauss2: two slightly blended Gaussians on a decaying baseline.
;; The value is the signal. Starting values are NIST's second.

(input x)  ; place
(parameter b1 98)
(parameter b2 0.0105)
(parameter b3 103)
(parameter b4 105)
(parameter b5 20)
(parameter b6 73)
(parameter b7 150)
(parameter b8 20)

(+ (* b1 (exp (* (- b2) x)))
   (* b3 (exp (- (/ (square (- x b4)) (square b5)))))
   (* b6 (exp (- (/ (square (- x b7)) (square b8))))))
