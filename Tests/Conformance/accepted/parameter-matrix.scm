;; A trainable matrix, with its type.
;; eval v=[1,10] => 64
;; grad v=[1,10] => v=[4,6]
(input v (vec 2))
(parameter w [[1 2] [3 4]] (mat 2 2))
(vsum (matvec w v))
