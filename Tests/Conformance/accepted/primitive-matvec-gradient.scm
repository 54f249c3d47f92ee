;; The gradient of a quadratic form.
;; eval a=[[2,1],[0.5,3]] v=[1,-2] => 11
;; grad a=[[2,1],[0.5,3]] v=[1,-2] => a=[[1,-2],[-2,4]] v=[1,-10.5]
(input a (mat 2 2))
(input v (vec 2))
(dot v (matvec a v))
