;; III.12.43: Quantum of angular momentum
(input n)  ; from 1 to 5
(input h)  ; from 1 to 5
(* n (/ h (* 2 pi)))
