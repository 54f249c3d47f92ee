;; Drag in fast flow, by Newton: proportional to the squares of the speed and the diameter.

(input v)           ; speed
(input d)           ; diameter
(parameter b 1)     ; the truth is 0.3

(* b (square d) (square v))
