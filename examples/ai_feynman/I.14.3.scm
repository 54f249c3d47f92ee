;; I.14.3: Potential energy near the ground
(input m)  ; from 1 to 5
(input g)  ; from 1 to 5
(input z)  ; from 1 to 5
(* m g z)
