;; Relativistic mass of a body of rest mass m0 and velocity v.

(input m0)       ; rest mass, 0.5 to 5
(input v)        ; velocity, 0.1 to 0.9
(parameter c 3)  ; speed of light

(/ m0 (sqrt (- 1 (pow (/ v c) 2))))
