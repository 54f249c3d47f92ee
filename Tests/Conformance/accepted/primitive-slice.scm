;; `(slice v a b)` has the elements from a up to, not including, b.
;; type => (vec 2)
;; eval v=[1,2,3,4] => [2,3]
;; eval v=[5,6,7] => [6,7]
(slice v 1 3)
