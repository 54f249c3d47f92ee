;; II.2.42: Heat conduction through a slab
(input kappa)  ; from 1 to 5
(input T1)     ; from 1 to 5
(input T2)     ; from 1 to 5
(input A)      ; from 1 to 5
(input d)      ; from 1 to 5
(/ (* kappa (- T2 T1) A) d)
