;; The sum of a vector.
;; eval v=[1,2,3] => 14
;; grad v=[1,2,3] => v=[2,4,6]
;; eval v=[-0.5] => 0.25
;; grad v=[-0.5] => v=[-1]
(vsum (* v v))
