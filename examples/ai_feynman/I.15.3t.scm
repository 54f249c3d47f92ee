;; I.15.3t: Lorentz transformation of a time
(input x)  ; from 1 to 5
(input c)  ; from 3 to 10
(input u)  ; from 1 to 2
(input t)  ; from 1 to 5
(/ (- t (/ (* u x) (pow c 2))) (sqrt (- 1 (/ (pow u 2) (pow c 2)))))
