;; A row that a matrix does not have.
;; error NC410 3:31-3:32
(vsum (* x (row [[1 2] [3 4]] 2)))
