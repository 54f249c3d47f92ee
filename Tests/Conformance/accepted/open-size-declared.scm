;; Sizes with names: equal names are equal sizes.
;; eval v=[1,2] a=[[2,1],[0.5,3]] => 17
;; grad v=[1,2] a=[[2,1],[0.5,3]] => v=[7,13.5] a=[[1,2],[2,4]]
;; eval v=[3] a=[[2]] => 18
;; grad v=[3] a=[[2]] => v=[12] a=[[9]]
(input v (vec n)) (input a (mat n n))
(dot v (matvec a v))
