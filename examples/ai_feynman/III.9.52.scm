;; III.9.52: Transition of the ammonia molecule
(input p_d)      ; from 1 to 3
(input Ef)       ; from 1 to 3
(input t)        ; from 1 to 3
(input h)        ; from 1 to 3
(input omega)    ; from 1 to 5
(input omega_0)  ; from 1 to 5
(/ (* (/ (* p_d Ef t) (/ h (* 2 pi)))
      (pow (sin (/ (* (- omega omega_0) t) 2)) 2))
   (pow (/ (* (- omega omega_0) t) 2) 2))
