;; Fourier's law: the heat that flows through a slab of area A and thickness d.

(input T2)         ; temperature of the hot side, 5 to 15
(input T1)         ; temperature of the cold side, 0 to 5
(input A)          ; area, 0.5 to 3
(input d)          ; thickness, 0.1 to 2
(parameter κ 1.5)  ; thermal conductivity

(/ (* κ (- T2 T1) A) d)
