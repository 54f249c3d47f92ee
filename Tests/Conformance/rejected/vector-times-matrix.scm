;; A product of vector and matrix is `matvec`.
;; error NC404 4:6-4:7
(input a (mat 2 2)) (input v (vec 2))
(* a v)
