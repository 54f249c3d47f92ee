;; Vectors chosen by scalars of each element.
;; eval v=[3,4] x=2 => 1
;; grad v=[3,4] x=2 => v=[0,0] x=0
;; eval v=[3,4] x=-1 => 5
;; grad v=[3,4] x=-1 => v=[0.6,0.8] x=-5
;; eval v=[3,4] x=0.5 => 0.7071067811865476
;; grad v=[3,4] x=0.5 => v=[0,0] x=1.4142135623730951
(input v (vec 2)) (input x)
(norm (if (> x 1) (normalize v) (if (< x 0) (* x v) [x x])))
