;; A recursion over vectors.
;; type => (vec 2)
;; eval x=2 => [30,15]
(define (f n v) (if (= n 0) v (+ v (f (- n 1) (* 2 v)))))
(f 3 [x 1])
