;; Coulomb's law: the force between two charges at a distance r.

(input q1)            ; 0.5 to 5
(input q2)            ; 0.5 to 5
(input r)             ; distance, 0.5 to 5
(parameter ke 8.988)  ; Coulomb's constant

(/ (* ke q1 q2) (pow r 2))
