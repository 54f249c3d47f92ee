;; A function may be called like a form, and is then called like a function.
;; eval x=3 => 12
;; grad x=3 => x=7
(define (loop a b) (* a b))
(loop x (+ x 1))
