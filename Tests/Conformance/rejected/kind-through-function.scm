;; A vector passed to a function that needs a matrix.
;; error NC402 3:22-3:23
(define (f a) (trace a))
(f [x 1])
