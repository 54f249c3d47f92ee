;; `normalize` of the zero vector is the zero vector.
;; type => (vec n)
;; eval v=[3,4] => [0.6,0.8]
;; eval v=[0,-2] => [0,-1]
;; eval v=[0,0] => [0,0]
(normalize v)
