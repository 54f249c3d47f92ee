;; I.16.6: Relativistic addition of velocities
(input c)  ; from 1 to 5
(input v)  ; from 1 to 5
(input u)  ; from 1 to 5
(/ (+ u v) (+ 1 (/ (* u v) (pow c 2))))
