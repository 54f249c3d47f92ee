;; Functions of the program.
;; eval x=2 y=3 => 28
;; grad x=2 y=3 => x=40 y=1
(define (square-plus a b) (+ (square a) b))
(square-plus (square-plus x 1) y)
