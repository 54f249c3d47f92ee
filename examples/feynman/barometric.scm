;; Barometric formula: the density of a gas at height x.

(input m)             ; mass of a particle, 0.5 to 2
(input g)             ; gravity, 5 to 15
(input x)             ; height, 0 to 3
(input T)             ; temperature, 1 to 5
(parameter n0 5)      ; density at the ground
(parameter kB 1.381)  ; Boltzmann's constant

(* n0 (exp (/ (* (- m) g x) (* kB T))))
