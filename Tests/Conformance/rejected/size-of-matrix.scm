;; A matrix of more elements than a value may have, though its sizes are sizes.
;; error NC409 3:13-3:24
(* x (trace (eye 20000)))
