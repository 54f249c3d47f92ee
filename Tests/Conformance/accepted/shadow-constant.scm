;; A function's parameter in place of a constant of the program.
;; eval x=3 => 16
;; grad x=3 => x=6
(define k 7)
(define (f k) (* k k))
(+ k (f x))
