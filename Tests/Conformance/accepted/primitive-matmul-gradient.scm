;; The gradient of a product of matrices.
;; eval a=[[2,1],[0.5,3]] b=[[1,-2],[4,0.25]] => 21.875
;; grad a=[[2,1],[0.5,3]] b=[[1,-2],[4,0.25]] => a=[[7,20.625],[-8.75,4.5]] b=[[4.5,2.5],[5,9.5]]
(input a (mat 2 2))
(input b (mat 2 2))
(trace (matmul a (matmul b a)))
