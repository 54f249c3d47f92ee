;; II.38.3: Hooke's law of a rod
(input Y)  ; from 1 to 5
(input A)  ; from 1 to 5
(input d)  ; from 1 to 5
(input x)  ; from 1 to 5
(/ (* Y A x) d)
