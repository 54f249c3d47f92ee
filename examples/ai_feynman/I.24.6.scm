;; I.24.6: Energy of a driven oscillator
(input m)        ; from 1 to 3
(input omega)    ; from 1 to 3
(input omega_0)  ; from 1 to 3
(input x)        ; from 1 to 3
(* 1/2 m (+ (pow omega 2) (pow omega_0 2)) 1/2 (pow x 2))
