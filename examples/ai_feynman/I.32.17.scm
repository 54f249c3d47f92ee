;; I.32.17: Power scattered by an oscillator
(input epsilon)  ; from 1 to 2
(input c)        ; from 1 to 2
(input Ef)       ; from 1 to 2
(input r)        ; from 1 to 2
(input omega)    ; from 1 to 2
(input omega_0)  ; from 3 to 5
(* 1/2
   epsilon
   c
   (pow Ef 2)
   (/ (* 8 pi (pow r 2)) 3)
   (/ (pow omega 4) (pow (- (pow omega 2) (pow omega_0 2)) 2)))
