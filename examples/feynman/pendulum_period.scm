;; Period of a pendulum: τ √(L/g), with τ = 2π.

(input L)  ; length, 0.5 to 5
(input g)  ; gravity, 5 to 15
(parameter τ 6.283)

(* τ (sqrt (/ L g)))
