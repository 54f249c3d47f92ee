;; A decimal comma.
;; error NC104 3:6-3:9
(* x 2,5)
