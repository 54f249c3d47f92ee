;; II.4.23: Potential of a charge
(input q)        ; from 1 to 5
(input epsilon)  ; from 1 to 5
(input r)        ; from 1 to 5
(/ q (* 4 pi epsilon r))
