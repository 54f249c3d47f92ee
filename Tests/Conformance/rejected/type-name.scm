;; A type that is not one.
;; error NC413 3:10-3:16
(input x double)
(* 2 x)
