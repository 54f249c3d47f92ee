;; NIST ENSO: atmospheric pressure between Easter Island and Darwin: the year and El Niño.
;; The value is the difference in pressure. Starting values are NIST's second.

(input x)  ; time, months
(parameter b1 10)
(parameter b2 3)
(parameter b3 0.5)
(parameter b4 44)
(parameter b5 -1.5)
(parameter b6 0.5)
(parameter b7 26)
(parameter b8 -0.1)
(parameter b9 1.5)

(define (wave period cosine sine)
  (let ((phase (/ (* 2 pi x) period)))
    (+ (* cosine (cos phase)) (* sine (sin phase)))))

(+ b1
   (wave 12 b2 b3)  ; the year
   (wave b4 b5 b6)
   (wave b7 b8 b9))
