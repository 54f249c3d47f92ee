;; I.32.5: Power radiated by an accelerated charge
(input q)        ; from 1 to 5
(input a)        ; from 1 to 5
(input epsilon)  ; from 1 to 5
(input c)        ; from 1 to 5
(/ (* (pow q 2) (pow a 2)) (* 6 pi epsilon (pow c 3)))
