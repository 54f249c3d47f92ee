;; A vector too short for a constant index.
;; eval v=[1,2,3] => 31
;; grad v=[1,2,3] => v=[1,0,10]
;; eval v=[4,5,6,7] => 64
;; grad v=[4,5,6,7] => v=[1,0,10,0]
;; fails v=[1,2] => value none
(+ (ref v 0) (* 10 (ref v 2)))
