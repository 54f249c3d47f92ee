;; Tail calls to oneself, a hundred thousand of them.
;; eval x=3 => 100003
;; grad x=3 => x=1
;; slow
(define (count n a) (if (= n 0) a (count (- n 1) (+ a 1))))
(count 100000 x)
