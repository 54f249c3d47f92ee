;; I.11.19: Scalar product of two vectors
(input x1)  ; from 1 to 5
(input x2)  ; from 1 to 5
(input x3)  ; from 1 to 5
(input y1)  ; from 1 to 5
(input y2)  ; from 1 to 5
(input y3)  ; from 1 to 5
(+ (* x1 y1) (* x2 y2) (* x3 y3))
