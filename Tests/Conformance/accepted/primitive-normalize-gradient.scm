;; The gradient of a direction is tangential, and 0 at the zero vector.
;; eval v=[3,4] => 2.2
;; grad v=[3,4] => v=[-0.064,0.048]
;; eval v=[-1,0.5] => 0
;; grad v=[-1,0.5] => v=[0.8944271909999159,1.7888543819998317]
;; eval v=[0,0] => 0
;; grad v=[0,0] => v=[0,0]
(dot (normalize v) [1 2])
