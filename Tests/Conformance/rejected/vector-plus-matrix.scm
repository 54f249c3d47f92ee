;; A vector beside a matrix: nothing is broadcast but scalars.
;; error NC404 3:1-3:24
(+ [x 2] [[1 2] [3 4]])
