;; Recursion in an argument of a recursion.
;; eval x=1 => 8
;; grad x=1 => x=1
(define (a m n) (cond ((= m 0) (+ n 1)) ((= n 0) (a (- m 1) 1)) (else (a (- m 1) (a m (- n 1))))))
(+ x (a 2 2))
