;; A constant index behind the end.
;; error NC410 3:19-3:20
(+ x (ref [1 2 3] 3))
