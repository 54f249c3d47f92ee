;; Constants are doubles.
;; eval x=3 => 0.30000000000000004
;; grad x=3 => x=0.1
(* x 0.1)
