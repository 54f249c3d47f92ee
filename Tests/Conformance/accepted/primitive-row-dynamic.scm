;; A row whose number is computed.
;; eval a=[[2,1],[0.5,3]] i=0 => 3
;; grad a=[[2,1],[0.5,3]] i=0 => a=[[1,1],[0,0]] i=0
;; eval a=[[2,1],[0.5,3]] i=1 => 3.5
;; grad a=[[2,1],[0.5,3]] i=1 => a=[[0,0],[1,1]] i=0
(input a (mat 2 2))
(input i)
(vsum (row a i))
