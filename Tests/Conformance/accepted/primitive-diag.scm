;; `diag` of a vector is a matrix, of a matrix its diagonal.
;; eval v=[5,7] => 33
;; grad v=[5,7] => v=[1,4]
(dot (diag (matmul (diag v) [[1 2] [3 4]])) [1 1])
