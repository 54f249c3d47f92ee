;; I.39.22: Ideal gas law
(input n)   ; from 1 to 5
(input T)   ; from 1 to 5
(input V)   ; from 1 to 5
(input kb)  ; from 1 to 5
(/ (* n kb T) V)
