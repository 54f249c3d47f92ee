;; The triple product is a determinant.
;; eval u=[1,2,3] v=[-1,0.5,2] w=[4,5,-6] => -30
;; grad u=[1,2,3] v=[-1,0.5,2] w=[4,5,-6] => u=[-13,2,-7] v=[27,-18,3] w=[2.5,-5,2.5]
(dot u (cross v w))
