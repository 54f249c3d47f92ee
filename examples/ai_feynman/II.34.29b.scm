;; II.34.29b: Zeeman energy
(input g_)   ; from 1 to 5
(input h)    ; from 1 to 5
(input Jz)   ; from 1 to 5
(input mom)  ; from 1 to 5
(input B)    ; from 1 to 5
(/ (* g_ mom B Jz) (/ h (* 2 pi)))
