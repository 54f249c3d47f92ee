;; II.10.9: Field in a dielectric
(input sigma_den)  ; from 1 to 5
(input epsilon)    ; from 1 to 5
(input chi)        ; from 1 to 5
(/ (* (/ sigma_den epsilon) 1) (+ 1 chi))
