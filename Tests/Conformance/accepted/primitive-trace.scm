;; The sum of the diagonal.
;; eval a=[[2,1],[0.5,3]] => 13
;; grad a=[[2,1],[0.5,3]] => a=[[4,0],[0,6]]
(input a (mat 2 2))
(trace (* a a))
