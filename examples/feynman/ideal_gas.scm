;; Ideal gas law: the pressure of n particles in a volume V at temperature T.

(input n)             ; number of particles, 0.5 to 5
(input T)             ; temperature, 1 to 10
(input V)             ; volume, 0.5 to 5
(parameter kB 1.381)  ; Boltzmann's constant

(/ (* n kB T) V)
