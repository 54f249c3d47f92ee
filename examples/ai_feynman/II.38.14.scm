;; II.38.14: Shear modulus
(input Y)      ; from 1 to 5
(input sigma)  ; from 1 to 5
(/ Y (* 2 (+ 1 sigma)))
