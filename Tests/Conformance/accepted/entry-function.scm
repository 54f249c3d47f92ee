;; One function of a program as the module.
;; options entry=f
;; eval a=2 b=3 => 8
;; grad a=2 b=3 => a=4 b=2
(define (f a b) (* a (g b)))
(define (g b) (+ b 1))
