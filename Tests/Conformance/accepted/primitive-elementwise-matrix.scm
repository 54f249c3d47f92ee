;; Elementwise primitives take matrices.
;; type => (mat 2 2)
;; eval a=[[2,1],[0.5,3]] => [[1.3333333333333333,0.5],[0.16666666666666666,2.25]]
(input a (mat 2 2))
(/ (square a) (+ 1 (abs a)))
