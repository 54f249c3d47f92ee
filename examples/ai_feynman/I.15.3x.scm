;; I.15.3x: Lorentz transformation of a place
(input x)  ; from 5 to 10
(input u)  ; from 1 to 2
(input c)  ; from 3 to 20
(input t)  ; from 1 to 2
(/ (- x (* u t)) (sqrt (- 1 (/ (pow u 2) (pow c 2)))))
