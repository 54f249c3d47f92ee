;; Speed of sound in a gas of pressure p and density ρ.

(input p)          ; pressure, 1 to 10
(input ρ)          ; density, 0.5 to 5
(parameter γ 1.4)  ; adiabatic index

(sqrt (/ (* γ p) ρ))
