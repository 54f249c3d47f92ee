;; Kinetic energy: α m v², with α = 1/2.

(input m)  ; mass, 0.5 to 5
(input v)  ; velocity, -3 to 3
(parameter α 0.5)

(* α m (pow v 2))
