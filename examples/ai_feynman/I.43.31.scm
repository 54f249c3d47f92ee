;; I.43.31: Diffusion coefficient
(input mob)  ; from 1 to 5
(input T)    ; from 1 to 5
(input kb)   ; from 1 to 5
(* mob kb T)
