;; Words behind a type that say nothing of a parameter's values.
;; error NC415 4:24-4:32
;; error NC415 4:33-4:43
(parameter k 2.5 real  positife (within 1))
(* k x)
