;; A recursive function as a condition.
;; eval n=4 x=2 => 2
;; grad n=4 x=2 => n=0 x=1
;; eval n=3 x=2 => -2
;; grad n=3 x=2 => n=0 x=-1
(define (even n) (if (= n 0) 1 (not (even (- n 1)))))
(if (even n) x (- x))
