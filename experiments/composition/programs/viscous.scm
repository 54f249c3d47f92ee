;; Drag in slow flow, by Stokes: proportional to the speed and the diameter.

(input v)           ; speed
(input d)           ; diameter
(parameter a 1)     ; the truth is 1.8

(* a d v)
