;; A function of the program with too few arguments.
;; error NC401 4:1-4:6
(define (f a b) (+ a b))
(f x)
