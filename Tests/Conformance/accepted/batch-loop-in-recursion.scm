;; A loop in every call of a recursion.
;; eval n=0 x=3 => 3
;; grad n=0 x=3 => n=0 x=1
;; eval n=1 x=3 => 4
;; grad n=1 x=3 => n=0 x=8
;; eval n=2 x=5 => 20
;; grad n=2 x=5 => n=0 x=16
;; eval n=2 x=3 => 12
;; grad n=2 x=3 => n=0 x=64
(define (f n a)
  (if (<= n 0) a
      (f (- n 1) (loop ((b a) (k 0)) (if (or (> b 30) (= k 3)) (- b 20) (recur (* 2 b) (+ k 1)))))))
(f n x)
