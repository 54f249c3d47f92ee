;; I.30.3: Intensity behind n slits
(input Int_0)  ; from 1 to 5
(input theta)  ; from 1 to 5
(input n)      ; from 1 to 5
(/ (* Int_0 (pow (sin (/ (* n theta) 2)) 2)) (pow (sin (/ theta 2)) 2))
