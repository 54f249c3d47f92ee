;; The same mistake in three places.
;; error NC302 6:4-6:5
;; error NC302 6:11-6:12
;; error NC302 6:19-6:20
(input x)
(+ y (* 2 y) (sin y))
