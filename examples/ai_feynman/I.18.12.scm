;; I.18.12: Torque
(input r)      ; from 1 to 5
(input F)      ; from 1 to 5
(input theta)  ; from 0 to 5
(* r F (sin theta))
