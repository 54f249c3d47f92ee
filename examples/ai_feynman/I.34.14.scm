;; I.34.14: Relativistic Doppler effect
(input c)        ; from 3 to 10
(input v)        ; from 1 to 2
(input omega_0)  ; from 1 to 5
(* (/ (+ 1 (/ v c)) (sqrt (- 1 (/ (pow v 2) (pow c 2))))) omega_0)
