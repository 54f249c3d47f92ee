;; A matrix with one size.
;; error NC413 3:10-3:17
(input x (mat 3))
(trace x)
