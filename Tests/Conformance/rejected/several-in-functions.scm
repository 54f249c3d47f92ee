;; A mistake in each of three functions.
;; error NC303 5:20-5:23
;; error NC304 6:16-6:17
;; error NC401 7:15-7:24
(define (f a) (+ a cos))
(define (g a) (a 1))
(define (h a) (sin a a))
(+ (f x) (g x) (h x))
