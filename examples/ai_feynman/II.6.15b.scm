;; II.6.15b: Transverse field of a dipole, polar
(input epsilon)  ; from 1 to 3
(input p_d)      ; from 1 to 3
(input theta)    ; from 1 to 3
(input r)        ; from 1 to 3
(/ (* (/ p_d (* 4 pi epsilon)) 3 (cos theta) (sin theta)) (pow r 3))
