;; I.13.4: Kinetic energy in three dimensions
(input m)  ; from 1 to 5
(input v)  ; from 1 to 5
(input u)  ; from 1 to 5
(input w)  ; from 1 to 5
(* 1/2 m (+ (pow v 2) (pow u 2) (pow w 2)))
