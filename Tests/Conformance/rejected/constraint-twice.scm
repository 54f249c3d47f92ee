;; The same constraint twice.
;; error NC415 3:29-3:41
(parameter a 1 (at-least 0) (at-least 1))
(* a x)
