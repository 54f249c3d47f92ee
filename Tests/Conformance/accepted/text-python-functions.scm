;; Functions whose names mean something to Python.
;; eval x=1 => 22
;; grad x=1 => x=18
(define (torch a) (* 2 a))
(define (lambda_ a) (if (> a 8) a (+ 1 (lambda_ (* 2 a)))))
(define (forward a) (+ (torch a) (lambda_ a)))
(forward x)
