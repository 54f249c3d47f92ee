;; I.26.2: Snell's law
(input n)       ; from 0 to 1
(input theta2)  ; from 1 to 5
(asin (* n (sin theta2)))
