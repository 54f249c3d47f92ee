;; `select` chooses by elements; a mask is any vector of the shape.
;; type => (vec n)
;; eval v=[1,-2,3] => [1,-20,3]
;; eval v=[-1,0,5] => [-10,0,5]
(input v (vec n))
(select (> v 0) v (* 10 v))
