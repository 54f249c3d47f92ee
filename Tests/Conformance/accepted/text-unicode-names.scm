;; Names in any script.
;; eval x=1 => 21
;; grad x=1 => x=1
(let ((θ x) (α₁ 2) (größe 3) (скорость 4) (速度 5) (𝛽 6)) (+ θ α₁ größe скорость 速度 𝛽))
