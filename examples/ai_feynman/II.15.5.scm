;; II.15.5: Energy of an electric dipole
(input p_d)    ; from 1 to 5
(input Ef)     ; from 1 to 5
(input theta)  ; from 1 to 5
(* (- p_d) Ef (cos theta))
