;; A function passed to another.
;; error NC303 5:4-5:5
(define (f a) (* 2 a))
(define (g h) (+ h x))
(g f)
