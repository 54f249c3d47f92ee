;; II.11.27: Polarisation of a dense medium
(input n)        ; from 0 to 1
(input alpha)    ; from 0 to 1
(input epsilon)  ; from 1 to 2
(input Ef)       ; from 1 to 2
(* (/ (* n alpha) (- 1 (/ (* n alpha) 3))) epsilon Ef)
