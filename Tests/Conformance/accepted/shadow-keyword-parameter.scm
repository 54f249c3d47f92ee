;; The parameters of a function may be called like forms.
;; eval x=3 => 2
;; grad x=3 => x=1
(define (f lambda recur) (- lambda recur))
(f x 1)
