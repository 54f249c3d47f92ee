;; Two functions that call each other in tail position: they run as a loop, in constant stack.

(input n)  ; a natural number

(define (even n) (if (= n 0) #t (odd (- n 1))))
(define (odd n) (if (= n 0) #f (even (- n 1))))

(even n)
