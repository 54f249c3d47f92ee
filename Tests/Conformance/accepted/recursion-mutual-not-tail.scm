;; Two functions that call each other and go on.
;; eval x=3 => 29
;; grad x=3 => x=8
;; eval x=-1 => -3
;; grad x=-1 => x=8
(define (f n) (if (= n 0) x (+ 1 (g (- n 1)))))
(define (g n) (if (= n 0) (* 10 x) (* 2 (f (- n 1)))))
(+ (f 4) (g 3))
