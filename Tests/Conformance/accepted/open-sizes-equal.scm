;; Two vectors whose lengths must agree.
;; eval v=[1,2] w=[3,4] => 18
;; grad v=[1,2] w=[3,4] => v=[3,4] w=[2,3]
;; eval v=[1,2,3] w=[1,1,1] => 9
;; grad v=[1,2,3] w=[1,1,1] => v=[1,1,1] w=[2,3,4]
(dot (+ v 1) w)
