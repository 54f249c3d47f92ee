;; Newton's law of gravity: the force between two masses at a distance r.

(input m1)           ; 0.5 to 5
(input m2)           ; 0.5 to 5
(input r)            ; distance, 0.5 to 5
(parameter G 6.674)  ; gravitational constant

(/ (* G m1 m2) (pow r 2))
