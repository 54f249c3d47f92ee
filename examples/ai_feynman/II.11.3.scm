;; II.11.3: Displacement of a driven electron
(input q)        ; from 1 to 3
(input Ef)       ; from 1 to 3
(input m)        ; from 1 to 3
(input omega_0)  ; from 3 to 5
(input omega)    ; from 1 to 2
(/ (* q Ef) (* m (- (pow omega_0 2) (pow omega 2))))
