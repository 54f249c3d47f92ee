;; Relativistic energy of a body of mass m and velocity v.

(input m)
(input v)
(parameter c 3)  ; speed of light

(/ (* m (pow c 2)) (sqrt (- 1 (pow (/ v c) 2))))
