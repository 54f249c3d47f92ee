;; II.8.7: Electrostatic energy of a charged sphere
(input q)        ; from 1 to 5
(input epsilon)  ; from 1 to 5
(input d)        ; from 1 to 5
(/ (* 3/5 (pow q 2)) (* 4 pi epsilon d))
