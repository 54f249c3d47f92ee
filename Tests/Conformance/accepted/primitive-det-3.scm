;; The determinant of a matrix of 3.
;; eval a=[[2,0,1],[1,3,2],[0,-1,4]] => 27
;; grad a=[[2,0,1],[1,3,2],[0,-1,4]] => a=[[14,-4,-1],[-1,8,2],[-3,-3,6]]
(input a (mat 3 3))
(det a)
