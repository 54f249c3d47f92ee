;; The gradient of a trajectory.
;; eval x=2 y=0.5 => 31
;; grad x=2 y=0.5 => x=15.5 y=172
;; eval x=1 y=-1 => -91
;; grad x=1 y=-1 => x=-91 y=281
(dot (scan ((a x)) 3 (recur (* a y))) [1 10 100])
