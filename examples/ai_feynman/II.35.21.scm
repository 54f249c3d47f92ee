;; II.35.21: Magnetisation of spins
(input n_rho)  ; from 1 to 5
(input mom)    ; from 1 to 5
(input B)      ; from 1 to 5
(input kb)     ; from 1 to 5
(input T)      ; from 1 to 5
(* n_rho mom (tanh (/ (* mom B) (* kb T))))
