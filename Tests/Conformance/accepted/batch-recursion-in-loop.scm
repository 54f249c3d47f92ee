;; A recursion whose depth depends on the data, in a loop whose rounds do.
;; eval n=0 x=5 => 5
;; grad n=0 x=5 => n=0 x=1
;; eval n=1 x=1 => 14.125
;; grad n=1 x=1 => n=0 x=10.125
;; eval n=1 x=60 => 7.5
;; grad n=1 x=60 => n=0 x=0.125
;; eval n=2 x=60 => 10.4375
;; grad n=2 x=60 => n=0 x=0.140625
;; eval n=2 x=1 => 17.890625
;; grad n=2 x=1 => n=0 x=11.390625
(define (f a) (if (> a 50) (/ a 8) (+ 1 (f (* 3 a)))))
(loop ((k 0) (s x)) (if (>= k n) s (recur (+ k 1) (f s))))
