;; The outer product.
;; eval v=[1,2] w=[3,4,5] => [[3,4,5],[6,8,10]]
(outer v w)
