;; `define` with `lambda` defines a function.
;; eval x=1.5 => 6
;; grad x=1.5 => x=4
(define twice (lambda (a) (+ a a)))
(twice (twice x))
