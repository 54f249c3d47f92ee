;; A constant may be used before the line that defines it.
;; eval x=3 => 42
;; grad x=3 => x=26
(define a (+ b 1))
(define b (* 2 x))
(* a b)
