;; A constant index before the beginning.
;; error NC410 3:19-3:21
(+ x (ref [1 2 3] -1))
