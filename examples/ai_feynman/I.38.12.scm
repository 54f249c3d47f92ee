;; I.38.12: Bohr radius
(input m)        ; from 1 to 5
(input q)        ; from 1 to 5
(input h)        ; from 1 to 5
(input epsilon)  ; from 1 to 5
(/ (* 4 pi epsilon (pow (/ h (* 2 pi)) 2)) (* m (pow q 2)))
