;; II.27.16: Energy flux of a wave
(input epsilon)  ; from 1 to 5
(input c)        ; from 1 to 5
(input Ef)       ; from 1 to 5
(* epsilon c (pow Ef 2))
