;; I.12.11: Lorentz force
(input q)      ; from 1 to 5
(input Ef)     ; from 1 to 5
(input B)      ; from 1 to 5
(input v)      ; from 1 to 5
(input theta)  ; from 1 to 5
(* q (+ Ef (* B v (sin theta))))
