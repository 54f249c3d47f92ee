;; Declarations may stand behind the final expression.
;; eval x=2 => 6
;; grad x=2 => x=3
(f x)
(define (f a) (* k a))
(define k 3)
