;; NIST Thurber: electron mobility in a semiconductor.
;; The value is the electron mobility. Starting values are NIST's second.

(input x)  ; logarithm of density
(parameter b1 1300)
(parameter b2 1500)
(parameter b3 500)
(parameter b4 75)
(parameter b5 1)
(parameter b6 0.4)
(parameter b7 0.05)

(/ (+ b1 (* b2 x) (* b3 (pow x 2)) (* b4 (pow x 3)))
   (+ 1 (* b5 x) (* b6 (pow x 2)) (* b7 (pow x 3))))
