;; The derivative of powers by squaring.
;; eval x=1.25 => 18.189894035458565
;; grad x=1.25 => x=189.17489796876907
;; eval x=-0.5 => -0.0001220703125
;; grad x=-0.5 => x=0.003173828125
(define (power a n) (cond ((= n 0) 1) ((= (modulo n 2) 1) (* a (power a (- n 1)))) (else (square (power a (/ n 2))))))
(power x 13)
