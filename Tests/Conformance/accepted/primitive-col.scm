;; A column of a matrix.
;; eval a=[[2,1],[0.5,3]] => 31
;; grad a=[[2,1],[0.5,3]] => a=[[0,1],[0,10]]
(input a (mat 2 2))
(dot (col a 1) [1 10])
