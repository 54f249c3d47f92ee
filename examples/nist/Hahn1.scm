;; NIST Hahn1: thermal expansion of copper.
;; The value is the coefficient of thermal expansion. Starting values are NIST's second.

(input x)  ; temperature, K
(parameter b1 1)
(parameter b2 -0.1)
(parameter b3 0.005)
(parameter b4 -1e-06)
(parameter b5 -0.005)
(parameter b6 0.0001)
(parameter b7 -1e-07)

(/ (+ b1 (* b2 x) (* b3 (pow x 2)) (* b4 (pow x 3)))
   (+ 1 (* b5 x) (* b6 (pow x 2)) (* b7 (pow x 3))))
