;; `scale` multiplies a vector or a matrix by a number.
;; eval k=2 v=[1,-1] => 12
;; grad k=2 v=[1,-1] => k=6 v=[2,2]
;; eval k=-0.5 v=[3,4] => -6.5
;; grad k=-0.5 v=[3,4] => k=13 v=[-0.5,-0.5]
(input k) (input v (vec 2))
(vsum (scale k (+ v (row (scale 2 [[1 2]]) 0))))
