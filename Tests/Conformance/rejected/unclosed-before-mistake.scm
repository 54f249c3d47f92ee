;; A missing bracket does not hide a mistake after it.
;; error NC101 4:1-4:2
;; error NC301 5:16-5:20
(define (f a) (* 2 a)
(define (g a) (sine a))
(+ (f x) (g x))
