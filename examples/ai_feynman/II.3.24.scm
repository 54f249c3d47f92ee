;; II.3.24: Flux from a point source
(input Pwr)  ; from 1 to 5
(input r)    ; from 1 to 5
(/ Pwr (* 4 pi (pow r 2)))
