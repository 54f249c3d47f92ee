;; I.14.4: Energy of a spring
(input k_spring)  ; from 1 to 5
(input x)         ; from 1 to 5
(* 1/2 k_spring (pow x 2))
