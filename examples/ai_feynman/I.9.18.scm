;; I.9.18: Newton's law of gravitation
(input m1)  ; from 1 to 2
(input m2)  ; from 1 to 2
(input G)   ; from 1 to 2
(input x1)  ; from 3 to 4
(input x2)  ; from 1 to 2
(input y1)  ; from 3 to 4
(input y2)  ; from 1 to 2
(input z1)  ; from 3 to 4
(input z2)  ; from 1 to 2
(/ (* G m1 m2) (+ (pow (- x2 x1) 2) (pow (- y2 y1) 2) (pow (- z2 z1) 2)))
