;; Vectors of open length laid end to end, and compared with their batch.
;; eval v=[1,2,3] x=2 => [2,1,2,3,4,2,4,6]
;; eval v=[4,5,6] x=3 => [3,4,5,6,6,12,15,18]
;; eval v=[7] x=1 => [1,7,2,7]
(input v (vec n)) (input x)
(append [x] v [(* 2 x)] (* x v))
