;; NIST Kirby2: line widths seen by a scanning electron microscope.
;; The value is the line width. Starting values are NIST's second.

(input x)  ; place
(parameter b1 1.5)
(parameter b2 -0.15)
(parameter b3 0.0025)
(parameter b4 -0.0015)
(parameter b5 2e-05)

(/ (+ b1 (* b2 x) (* b3 (pow x 2))) (+ 1 (* b4 x) (* b5 (pow x 2))))
