;; The initial value of a loop variable may be a loop.
;; eval x=1 => 28
;; grad x=1 => x=4
;; eval x=6 => 24
;; grad x=6 => x=4
(loop ((a (loop ((b x)) (if (> b 5) b (recur (+ b 2)))))) (if (> a 20) a (recur (* a 2))))
