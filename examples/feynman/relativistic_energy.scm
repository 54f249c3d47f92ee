;; Relativistic energy of a body of mass m and velocity v.

(input m)        ; rest mass, 0.5 to 5
(input v)        ; velocity, 0.1 to 0.9
(parameter c 3)  ; speed of light

(/ (* m (pow c 2)) (sqrt (- 1 (pow (/ v c) 2))))
