;; III.15.14: Effective mass in a crystal
(input h)    ; from 1 to 5
(input E_n)  ; from 1 to 5
(input d)    ; from 1 to 5
(/ (pow (/ h (* 2 pi)) 2) (* 2 E_n (pow d 2)))
