;; A type that does not exist.
;; error NC413 3:10-3:20
(input x (tensor 3))
(* 2 x)
