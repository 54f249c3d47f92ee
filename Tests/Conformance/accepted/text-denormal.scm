;; The smallest numbers.
;; eval x=1 => 4.940656458412466e-24
;; float64
(* x 5e-324 1e300)
