;; I.18.4: Centre of mass
(input m1)  ; from 1 to 5
(input m2)  ; from 1 to 5
(input r1)  ; from 1 to 5
(input r2)  ; from 1 to 5
(/ (+ (* m1 r1) (* m2 r2)) (+ m1 m2))
