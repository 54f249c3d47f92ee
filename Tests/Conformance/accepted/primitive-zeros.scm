;; `zeros` makes a vector or a matrix.
;; eval x=5 => 5
;; grad x=5 => x=1
(+ (vsum (zeros 3)) (trace (zeros 2 2)) x)
