;; III.13.18: Group velocity in a crystal
(input E_n)  ; from 1 to 5
(input d)    ; from 1 to 5
(input k)    ; from 1 to 5
(input h)    ; from 1 to 5
(/ (* 2 E_n (pow d 2) k) (/ h (* 2 pi)))
