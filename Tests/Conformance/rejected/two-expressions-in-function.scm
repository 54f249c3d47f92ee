;; A function has one body.
;; error NC204 3:15-3:22
(define (f a) (+ a 1) (* a 2))
(f x)
