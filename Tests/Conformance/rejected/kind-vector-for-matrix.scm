;; A vector where a matrix is needed.
;; error NC402 3:11-3:16
(* x (det [1 2]))
