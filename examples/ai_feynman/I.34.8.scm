;; I.34.8: Cyclotron frequency
(input q)  ; from 1 to 5
(input v)  ; from 1 to 5
(input B)  ; from 1 to 5
(input p)  ; from 1 to 5
(/ (* q v B) p)
