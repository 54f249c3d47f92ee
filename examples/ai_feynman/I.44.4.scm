;; I.44.4: Work of an isothermal expansion
(input n)   ; from 1 to 5
(input kb)  ; from 1 to 5
(input T)   ; from 1 to 5
(input V1)  ; from 1 to 5
(input V2)  ; from 1 to 5
(* n kb T (log (/ V2 V1)))
