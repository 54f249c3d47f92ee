;; II.8.31: Energy density of an electric field
(input epsilon)  ; from 1 to 5
(input Ef)       ; from 1 to 5
(/ (* epsilon (pow Ef 2)) 2)
