;; A function with two parameters of one name.
;; error NC206 3:14-3:15
(define (f a a) a)
(f x 1)
