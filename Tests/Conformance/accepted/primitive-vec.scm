;; Brackets and `vec` make vectors.
;; type => (vec 3)
;; eval x=1 y=2 => [3,3,3]
;; eval x=-0.5 y=4 => [3.5,1.5,5]
(+ [x 2 y] (vec y x 1))
