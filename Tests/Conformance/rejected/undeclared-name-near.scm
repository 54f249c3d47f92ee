;; A slip in the name of an input.
;; error NC302 4:6-4:13
(input velocity)
(* 2 velocty)
