;; I.39.11: Energy of a gas
(input gamma)  ; from 2 to 5
(input pr)     ; from 1 to 5
(input V)      ; from 1 to 5
(* (/ 1 (- gamma 1)) pr V)
