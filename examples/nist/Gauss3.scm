;; NIST Gauss3: two strongly blended Gaussians on a decaying baseline.
;; The value is the signal. Starting values are NIST's second.

(input x)  ; place
(parameter b1 96)
(parameter b2 0.0096)
(parameter b3 80)
(parameter b4 110)
(parameter b5 25)
(parameter b6 74)
(parameter b7 139)
(parameter b8 25)

(+ (* b1 (exp (* (- b2) x)))
   (* b3 (exp (- (/ (square (- x b4)) (square b5)))))
   (* b6 (exp (- (/ (square (- x b7)) (square b8))))))
