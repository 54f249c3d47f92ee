;; The product of a matrix and a vector.
;; eval a=[[1,2],[3,4]] v=[5,6] => [17,39]
;; eval a=[[1,2,3]] v=[1,1,1] => [6]
(matvec a v)
