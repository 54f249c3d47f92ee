;; A row of a matrix.
;; eval a=[[2,1],[0.5,3]] => 30.5
;; grad a=[[2,1],[0.5,3]] => a=[[0,0],[1,10]]
(input a (mat 2 2))
(dot (row a 1) [1 10])
