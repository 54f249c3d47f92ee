;; The norm of a zero vector in both branches.
;; eval v=[0,0] => 0
;; grad v=[0,0] => v=[0,0]
;; eval v=[3,4] => 0.2
;; grad v=[3,4] => v=[-0.024,-0.032]
(input v (vec 2))
(if (= (norm v) 0) 0 (/ 1 (norm v)))
