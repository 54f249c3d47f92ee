;; Two definitions of one name.
;; error NC206 4:10-4:11
(define (f a) a)
(define (f a) (* 2 a))
(f x)
