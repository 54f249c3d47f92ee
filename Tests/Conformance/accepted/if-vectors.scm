;; The branches are vectors; the condition is a scalar.
;; type => (vec n)
;; eval x=1 v=[1,2,3] => [1,2,3]
;; eval x=-2 v=[1,2,3] => [-2,-4,-6]
(input x) (input v (vec n))
(if (> x 0) v (* x v))
