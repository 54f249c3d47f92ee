;; II.6.11: Potential of a dipole
(input epsilon)  ; from 1 to 3
(input p_d)      ; from 1 to 3
(input theta)    ; from 1 to 3
(input r)        ; from 1 to 3
(/ (* (/ 1 (* 4 pi epsilon)) p_d (cos theta)) (pow r 2))
