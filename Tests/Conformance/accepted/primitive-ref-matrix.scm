;; `ref` of a matrix takes a row and a column.
;; eval a=[[1,2,3],[4,5,6]] i=0 => 61
;; grad a=[[1,2,3],[4,5,6]] i=0 => a=[[1,0,0],[0,0,10]] i=0
;; eval a=[[1,2,3],[4,5,6]] i=1 => 64
;; grad a=[[1,2,3],[4,5,6]] i=1 => a=[[0,0,0],[1,0,10]] i=0
(input a (mat 2 3)) (input i)
(+ (* 10 (ref a 1 2)) (ref a i 0))
