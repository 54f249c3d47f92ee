;; A parameter declared inside a function.
;; error NC202 3:15-3:30
(define (f a) (parameter k 1))
(f x)
