;; What a declaration says of a parameter's values does not change what is computed.
;; eval x=2 => 15
;; grad x=2 => x=3
(define high (* 2 5))
(parameter rate 3 (between 0 high))
(parameter offset 3 real (at-least -1) (prior 0 2))
(parameter scale 2 positive fixed (at-most 50))
(+ (* rate x) offset (* 3 scale))
