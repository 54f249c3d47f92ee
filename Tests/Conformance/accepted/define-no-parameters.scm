;; A function without parameters.
;; eval x=7 => 84
;; grad x=7 => x=12
(define (answer) (* 6 x))
(+ (answer) (answer))
