;; III.10.19: Energy of a spin in a field
(input mom)  ; from 1 to 5
(input Bx)   ; from 1 to 5
(input By)   ; from 1 to 5
(input Bz)   ; from 1 to 5
(* mom (sqrt (+ (pow Bx 2) (pow By 2) (pow Bz 2))))
