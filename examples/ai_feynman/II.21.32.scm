;; II.21.32: Potential of a moving charge
(input q)        ; from 1 to 5
(input epsilon)  ; from 1 to 5
(input r)        ; from 1 to 5
(input v)        ; from 1 to 2
(input c)        ; from 3 to 10
(/ q (* 4 pi epsilon r (- 1 (/ v c))))
