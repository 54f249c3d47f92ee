;; I.50.26: Anharmonic oscillation
(input x1)     ; from 1 to 3
(input omega)  ; from 1 to 3
(input t)      ; from 1 to 3
(input alpha)  ; from 1 to 3
(* x1 (+ (cos (* omega t)) (* alpha (pow (cos (* omega t)) 2))))
