;; A vector beside a matrix: nothing is broadcast but scalars.
;; error NC404 3:10-3:23
(+ [x 2] [[1 2] [3 4]])
