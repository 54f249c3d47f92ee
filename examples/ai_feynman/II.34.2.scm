;; II.34.2: Magnetic moment of a charge on a circle
(input q)  ; from 1 to 5
(input v)  ; from 1 to 5
(input r)  ; from 1 to 5
(/ (* q v r) 2)
