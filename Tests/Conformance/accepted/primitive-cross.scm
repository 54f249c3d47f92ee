;; The cross product of two vectors of 3.
;; type => (vec 3)
;; eval v=[1,0,0] w=[0,1,0] => [0,0,1]
;; eval v=[1,2,3] w=[4,5,6] => [-3,6,-3]
(cross v w)
