;; The branches are matrices.
;; eval a=[[2,1],[0.5,3]] => 5
;; grad a=[[2,1],[0.5,3]] => a=[[1,0],[0,1]]
;; eval a=[[1,2],[3,1]] => 2
;; grad a=[[1,2],[3,1]] => a=[[2,0],[0,2]]
(input a (mat 2 2))
(trace (if (> (trace a) 4) (transpose a) (* a a)))
