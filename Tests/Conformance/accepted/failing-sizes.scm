;; Two vectors that must be of one length.
;; eval v=[1,2] w=[3,4] => 11
;; grad v=[1,2] w=[3,4] => v=[3,4] w=[1,2]
;; fails v=[1,2] w=[1,2,3] => value none
(dot v w)
