;; A scan whose round is a product of matrix and vector.
;; eval a=[[2,1],[0.5,3]] v=[1,-1] => -7.5
;; grad a=[[2,1],[0.5,3]] v=[1,-1] => a=[[10,-22],[7,-8.5]] v=[18,25.5]
(input a (mat 2 2)) (input v (vec 2))
(vsum (col (scan ((s v)) 3 (recur (matvec a s))) 0))
