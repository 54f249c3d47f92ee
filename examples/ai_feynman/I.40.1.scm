;; I.40.1: Barometric formula
(input n_0)  ; from 1 to 5
(input m)    ; from 1 to 5
(input x)    ; from 1 to 5
(input T)    ; from 1 to 5
(input g)    ; from 1 to 5
(input kb)   ; from 1 to 5
(* n_0 (exp (/ (* (- m) g x) (* kb T))))
