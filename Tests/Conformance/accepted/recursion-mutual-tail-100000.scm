;; Two functions that call each other in tail position, a hundred thousand times.
;; eval x=3 => -100004
;; grad x=3 => x=-1
;; slow
(define (even n a) (if (= n 0) a (odd (- n 1) (+ a 1))))
(define (odd n a) (if (= n 0) (- a) (even (- n 1) (+ a 1))))
(even 100001 x)
