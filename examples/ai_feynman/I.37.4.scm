;; I.37.4: Interference of two intensities
(input I1)     ; from 1 to 5
(input I2)     ; from 1 to 5
(input delta)  ; from 1 to 5
(+ I1 I2 (* 2 (sqrt (* I1 I2)) (cos delta)))
