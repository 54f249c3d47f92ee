;; I.43.43: Thermal conductivity of a gas
(input gamma)  ; from 2 to 5
(input kb)     ; from 1 to 5
(input A)      ; from 1 to 5
(input v)      ; from 1 to 5
(/ (* (/ 1 (- gamma 1)) kb v) A)
