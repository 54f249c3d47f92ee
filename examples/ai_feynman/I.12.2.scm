;; I.12.2: Coulomb's law
(input q1)       ; from 1 to 5
(input q2)       ; from 1 to 5
(input epsilon)  ; from 1 to 5
(input r)        ; from 1 to 5
(/ (* q1 q2 r) (* 4 pi epsilon (pow r 3)))
