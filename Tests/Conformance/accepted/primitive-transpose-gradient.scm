;; The gradient of a transpose is transposed.
;; eval a=[[2,1],[0.5,3]] => 3.5
;; grad a=[[2,1],[0.5,3]] => a=[[1,2],[3,0.5]]
(input a (mat 2 2))
(ref (matmul (transpose a) a) 0 1)
