;; I.13.12: Difference of gravitational potential energy
(input m1)  ; from 1 to 5
(input m2)  ; from 1 to 5
(input r1)  ; from 1 to 5
(input r2)  ; from 1 to 5
(input G)   ; from 1 to 5
(* G m1 m2 (- (/ 1 r2) (/ 1 r1)))
