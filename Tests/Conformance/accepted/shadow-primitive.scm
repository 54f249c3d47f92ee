;; A function of the program takes the place of a primitive.
;; eval x=2 => 201
;; grad x=2 => x=100
(define (sin a) (* 100 a))
(+ (sin x) (cos 0))
