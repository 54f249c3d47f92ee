;; A guard around a recursion that would not end.
;; eval n=3 => 8
;; eval n=-5 => -1
;; grad n=-5 => n=0
;; eval n=0 => 1
(define (f n) (if (= n 0) 1 (* 2 (f (- n 1)))))
(if (>= n 0) (f n) -1)
