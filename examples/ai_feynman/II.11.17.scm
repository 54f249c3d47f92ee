;; II.11.17: Dipoles turned by a field
(input n_0)    ; from 1 to 3
(input kb)     ; from 1 to 3
(input T)      ; from 1 to 3
(input theta)  ; from 1 to 3
(input p_d)    ; from 1 to 3
(input Ef)     ; from 1 to 3
(* n_0 (+ 1 (/ (* p_d Ef (cos theta)) (* kb T))))
