;; Recursion four thousand deep that adds on the way back.
;; eval x=0.5 => 4000.5
;; grad x=0.5 => x=1
;; slow
(define (sum n) (if (= n 0) x (+ 1 (sum (- n 1)))))
(sum 4000)
