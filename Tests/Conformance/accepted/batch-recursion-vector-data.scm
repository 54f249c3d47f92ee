;; A recursion over vectors, to a depth that depends on the data.
;; eval n=0 x=1 => [1,2]
;; eval n=1 x=2 => [8,14]
;; eval n=3 x=-1 => [19,4]
;; eval n=2.5 x=1 => [49,64]
(define (f n v) (if (<= n 0) v (+ (* 2 (f (- n 1) (+ v 1))) v)))
(f n [x (* 2 x)])
