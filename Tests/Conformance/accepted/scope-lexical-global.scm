;; A function of the program does not see the names of its caller.
;; eval x=1 => 105
;; grad x=1 => x=100
(define k 5)
(define (f a) (+ a k))
(let ((k 100)) (f (* k x)))
