;; II.15.4: Energy of a magnetic dipole
(input mom)    ; from 1 to 5
(input B)      ; from 1 to 5
(input theta)  ; from 1 to 5
(* (- mom) B (cos theta))
