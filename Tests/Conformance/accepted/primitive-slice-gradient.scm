;; `slice` passes on the gradient of what it keeps.
;; eval v=[1,2,3,4] => 320
;; grad v=[1,2,3,4] => v=[0,10,100,0]
(dot (slice v 1 3) [10 100])
