;; Two functions that call each other and go on, to a depth that depends on the data.
;; eval n=0 x=1 => 1
;; grad n=0 x=1 => n=0 x=1
;; eval n=1 x=2 => -3
;; grad n=1 x=2 => n=0 x=-2
;; eval n=4 x=-1 => -5
;; grad n=4 x=-1 => n=0 x=36
;; eval n=7 x=0.5 => -554
;; grad n=7 x=0.5 => n=0 x=-432
(define (even n a) (if (<= n 0) a (+ 1 (odd (- n 1) (* 2 a)))))
(define (odd n a) (if (<= n 0) (- a) (* 3 (even (- n 1) (+ a 1)))))
(even n x)
