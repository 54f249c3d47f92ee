;; A name captured through a function that does not use it itself.
;; eval x=2 => 12
;; grad x=2 => x=6
(define (f a) (let ((g (lambda () (let ((h (lambda () (* a x)))) (h))))) (+ (g) (g))))
(f 3)
