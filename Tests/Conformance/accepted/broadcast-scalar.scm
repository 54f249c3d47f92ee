;; A scalar beside a vector or a matrix is broadcast.
;; eval m=[[2,1],[0.5,3]] x=2 => 14
;; grad m=[[2,1],[0.5,3]] x=2 => m=[[1,0],[0,1]] x=3.75
(input m (mat 2 2)) (input x)
(+ (vsum (* x [1 2 3])) (trace (- m x)) (vsum (/ 1 [x 2])))
