;; The rounds of the inner loop depend on the outer one and on the data.
;; eval n=3 x=2.5 => 20
;; grad n=3 x=2.5 => n=0 x=8
;; eval n=0 x=9 => 0
;; grad n=0 x=9 => n=0 x=0
;; eval n=1 x=4.5 => 45
;; grad n=1 x=4.5 => n=0 x=10
(loop ((i 0) (s 0)) (if (>= i n) s (recur (+ i 1) (loop ((j i) (t s)) (if (> j x) t (recur (+ j 1) (+ t (* x j))))))))
