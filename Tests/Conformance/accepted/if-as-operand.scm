;; A conditional in the middle of an expression.
;; eval x=0.5 => 3
;; grad x=0.5 => x=2
;; eval x=1.5 => 6.5
;; grad x=1.5 => x=6
;; eval x=3 => 60
;; grad x=3 => x=36
(* 2 (+ (if (< x 1) x (square x)) 1) (if (< x 2) 1 3))
