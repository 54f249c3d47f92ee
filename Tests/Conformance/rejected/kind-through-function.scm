;; A vector passed to a function that needs a matrix.
;; error NC402 4:4-4:9
(define (f a) (trace a))
(f [x 1])
