;; Comparisons give vectors of 1 and 0.
;; eval v=[1,2,3] w=[2,2,2] => [0,2,3]
(input v (vec n)) (input w (vec n))
(* v (>= v w))
