;; The inner product.
;; eval v=[1,2,3] w=[4,-5,6] => 12
;; grad v=[1,2,3] w=[4,-5,6] => v=[4,-5,6] w=[1,2,3]
;; eval v=[2] w=[3] => 6
;; grad v=[2] w=[3] => v=[3] w=[2]
(dot v w)
