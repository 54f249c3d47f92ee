;; The inner parenthesis is closed by the bracket that was meant for the outer one.
;; error NC101 3:1-3:2
(* 2 (+ x 1)
