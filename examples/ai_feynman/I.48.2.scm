;; I.48.2: Relativistic energy
(input m)  ; from 1 to 5
(input v)  ; from 1 to 2
(input c)  ; from 3 to 10
(/ (* m (pow c 2)) (sqrt (- 1 (/ (pow v 2) (pow c 2)))))
