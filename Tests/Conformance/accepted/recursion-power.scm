;; Powers by squaring.
;; eval x=2 n=10 => 1024
;; eval x=-3 n=5 => -243
;; eval x=7 n=0 => 1
(define (power a n) (cond ((= n 0) 1) ((= (modulo n 2) 1) (* a (power a (- n 1)))) (else (square (power a (/ n 2))))))
(power x n)
