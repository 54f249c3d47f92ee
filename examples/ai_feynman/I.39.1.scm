;; I.39.1: Energy of a monatomic gas
(input pr)  ; from 1 to 5
(input V)   ; from 1 to 5
(* 3/2 pr V)
