;; A slice that ends before it begins.
;; error NC409 3:29-3:30
(vsum (* x (slice [1 2 3] 2 1)))
