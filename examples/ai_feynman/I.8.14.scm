;; I.8.14: Distance of two points in a plane
(input x1)  ; from 1 to 5
(input x2)  ; from 1 to 5
(input y1)  ; from 1 to 5
(input y2)  ; from 1 to 5
(sqrt (+ (pow (- x2 x1) 2) (pow (- y2 y1) 2)))
