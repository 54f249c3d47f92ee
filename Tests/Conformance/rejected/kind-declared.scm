;; An input that is declared as a vector and used as a matrix.
;; error NC402 4:6-4:7
(input v (vec 3))
(det v)
