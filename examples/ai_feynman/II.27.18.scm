;; II.27.18: Energy density of a wave
(input epsilon)  ; from 1 to 5
(input Ef)       ; from 1 to 5
(* epsilon (pow Ef 2))
