;; Only the last expression is the result.
;; error NC204 3:1-3:8
(+ x 1)
(* x 2)
