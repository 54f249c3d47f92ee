;; Tail calls in one branch and other calls in the other.
;; eval x=1 => 126.5
;; grad x=1 => x=121.5
;; eval x=50 => 171.75
;; grad x=50 => x=3.375
;; eval x=1000 => 94.75
;; grad x=1000 => x=0.09375
(define (f n a) (cond ((= n 0) a) ((> a 100) (f (- n 1) (/ a 2))) (else (+ 1 (f (- n 1) (* 3 a))))))
(f 6 x)
