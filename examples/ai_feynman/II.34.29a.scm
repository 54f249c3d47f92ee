;; II.34.29a: Bohr magneton
(input q)  ; from 1 to 5
(input h)  ; from 1 to 5
(input m)  ; from 1 to 5
(/ (* q h) (* 4 pi m))
