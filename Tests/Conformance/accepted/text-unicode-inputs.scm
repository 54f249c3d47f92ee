;; Inputs in any script.
;; eval θ=2 φ=2 => 6
;; grad θ=2 φ=2 => θ=3 φ=2
(* θ (+ φ 1))
