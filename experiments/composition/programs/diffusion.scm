;; What diffusion changes in a line of a periodic field in one step.

(input line (vec 16))
(parameter k 0.01)    ; diffusivity times step over spacing squared; the truth is 0.1

(* k (+ (roll line 1) (roll line -1) (* -2 line)))
