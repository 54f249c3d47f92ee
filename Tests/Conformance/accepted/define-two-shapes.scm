;; One function, called with a scalar and with a vector.
;; eval x=3 => 14
;; grad x=3 => x=4
(define (double a) (+ a a))
(+ (double x) (vsum (double [x 1])))
