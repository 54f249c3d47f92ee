;; Three brackets are missing: one error.
;; error NC101 3:1-3:2
(* 2 (+ x (sin x
