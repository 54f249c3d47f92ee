;; `ones` makes a vector or a matrix.
;; eval x=2 => 10
;; grad x=2 => x=5
(* (+ (vsum (ones 3)) (trace (ones 2 2))) x)
