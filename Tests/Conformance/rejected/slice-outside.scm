;; A slice behind the end.
;; error NC410 3:29-3:30
(vsum (* x (slice [1 2 3] 1 4)))
