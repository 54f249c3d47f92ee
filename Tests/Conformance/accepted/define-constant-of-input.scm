;; A constant may depend on inputs.
;; eval x=3 => 108
;; grad x=3 => x=135
(input x)
(define y (* x x))
(define z (+ y x))
(* y z)
