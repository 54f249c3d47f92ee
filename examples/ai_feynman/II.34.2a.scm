;; II.34.2a: Current of a charge on a circle
(input q)  ; from 1 to 5
(input v)  ; from 1 to 5
(input r)  ; from 1 to 5
(/ (* q v) (* 2 pi r))
