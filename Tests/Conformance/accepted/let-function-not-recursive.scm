;; A function bound by `let` does not see itself: the name in its body is the outer one.
;; eval x=2 => 21
;; grad x=2 => x=10
(define (f a) (* 10 a))
(let ((f (lambda (a) (+ 1 (f a))))) (f x))
