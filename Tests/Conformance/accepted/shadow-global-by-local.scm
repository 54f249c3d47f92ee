;; A local function in place of one of the program.
;; eval x=3 => 16
;; grad x=3 => x=5
;; eval x=20 => 41
;; grad x=20 => x=2
(define (f a) (+ a 1))
(+ (f x) (letrec ((f (lambda (a) (if (> a 10) a (f (* 2 a)))))) (f x)))
