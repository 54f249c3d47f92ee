;; Twice as much.

(* 2 x)
