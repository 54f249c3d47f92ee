;; II.11.20: Polarisation of a gas of dipoles
(input n_rho)  ; from 1 to 5
(input p_d)    ; from 1 to 5
(input Ef)     ; from 1 to 5
(input kb)     ; from 1 to 5
(input T)      ; from 1 to 5
(/ (* n_rho (pow p_d 2) Ef) (* 3 kb T))
