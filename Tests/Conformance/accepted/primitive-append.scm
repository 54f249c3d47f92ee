;; `append` lays vectors end to end.
;; eval v=[1,2] w=[3] => [1,2,7,3]
;; eval v=[1] w=[4,5,6] => [1,7,4,5,6]
(append v [7] w)
