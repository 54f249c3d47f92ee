;; II.13.34: Current density in motion
(input rho_c_0)  ; from 1 to 5
(input v)        ; from 1 to 2
(input c)        ; from 3 to 10
(/ (* rho_c_0 v) (sqrt (- 1 (/ (pow v 2) (pow c 2)))))
