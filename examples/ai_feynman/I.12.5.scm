;; I.12.5: Force on a charge
(input q2)  ; from 1 to 5
(input Ef)  ; from 1 to 5
(* q2 Ef)
