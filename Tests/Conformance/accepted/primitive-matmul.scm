;; The product of matrices.
;; eval a=[[1],[2],[3]] => [[14],[32]]
;; eval a=[[1,0],[0,1],[1,1]] => [[4,5],[10,11]]
(matmul [[1 2 3] [4 5 6]] a)
