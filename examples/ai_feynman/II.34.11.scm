;; II.34.11: Frequency of precession
(input g_)  ; from 1 to 5
(input q)   ; from 1 to 5
(input B)   ; from 1 to 5
(input m)   ; from 1 to 5
(/ (* g_ q B) (* 2 m))
