;; Harmonic oscillator: its displacement at time t.

(input t)          ; time, 0 to 6
(parameter A 2)    ; amplitude
(parameter ω 3)    ; angular frequency
(parameter φ 0.5)  ; phase

(* A (sin (+ (* ω t) φ)))
