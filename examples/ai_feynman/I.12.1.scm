;; I.12.1: Friction
(input mu)  ; from 1 to 5
(input Nn)  ; from 1 to 5
(* mu Nn)
