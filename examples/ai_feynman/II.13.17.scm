;; II.13.17: Magnetic field of a wire
(input epsilon)  ; from 1 to 5
(input c)        ; from 1 to 5
(input I)        ; from 1 to 5
(input r)        ; from 1 to 5
(/ (* (/ 1 (* 4 pi epsilon (pow c 2))) 2 I) r)
