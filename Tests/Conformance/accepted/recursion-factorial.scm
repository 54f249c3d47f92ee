;; A recursion that multiplies on the way back.
;; eval x=2 => 240
;; grad x=2 => x=120
(define (factorial n) (if (= n 0) 1 (* n (factorial (- n 1)))))
(* x (factorial 5))
