;; II.6.15a: Transverse field of a dipole, Cartesian
(input epsilon)  ; from 1 to 3
(input p_d)      ; from 1 to 3
(input r)        ; from 1 to 3
(input x)        ; from 1 to 3
(input y)        ; from 1 to 3
(input z)        ; from 1 to 3
(* (/ (* (/ p_d (* 4 pi epsilon)) 3 z) (pow r 5))
   (sqrt (+ (pow x 2) (pow y 2))))
