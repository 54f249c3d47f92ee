;; A parenthesis too many after a definition.
;; error NC102 3:23-3:24
(define (f a) (* 2 a)))
(f x)
