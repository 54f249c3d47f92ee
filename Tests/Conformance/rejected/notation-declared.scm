;; Declarations are for the names that they declare.
;; error NC309 4:10-4:12
(input -x)
(* -x (+ -y 1))
