;; II.35.18: Spins in a field
(input n_0)  ; from 1 to 3
(input kb)   ; from 1 to 3
(input T)    ; from 1 to 3
(input mom)  ; from 1 to 3
(input B)    ; from 1 to 3
(/ n_0 (+ (exp (/ (* mom B) (* kb T))) (exp (/ (* (- mom) B) (* kb T)))))
