;; I.12.4: Electric field of a charge
(input q1)       ; from 1 to 5
(input epsilon)  ; from 1 to 5
(input r)        ; from 1 to 5
(/ (* q1 r) (* 4 pi epsilon (pow r 3)))
