;; The signs of numbers are not the function `-`.
;; eval x=10 => 7
;; grad x=10 => x=1
(define (- a b) (+ a b))
(- x -3)
