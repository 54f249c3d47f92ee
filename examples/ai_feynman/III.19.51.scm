;; III.19.51: Energy levels of hydrogen
(input m)        ; from 1 to 5
(input q)        ; from 1 to 5
(input h)        ; from 1 to 5
(input n)        ; from 1 to 5
(input epsilon)  ; from 1 to 5
(* (/ (* (- m) (pow q 4)) (* 2 (pow (* 4 pi epsilon) 2) (pow (/ h (* 2 pi)) 2)))
   (/ 1 (pow n 2)))
