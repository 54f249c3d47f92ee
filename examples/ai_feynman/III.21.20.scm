;; III.21.20: Current density of a superconductor
(input rho_c_0)  ; from 1 to 5
(input q)        ; from 1 to 5
(input A_vec)    ; from 1 to 5
(input m)        ; from 1 to 5
(/ (* (- rho_c_0) q A_vec) m)
