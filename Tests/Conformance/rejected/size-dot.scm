;; An inner product of vectors of different lengths.
;; error NC403 3:12-3:19
(dot [x 2] [1 2 3])
