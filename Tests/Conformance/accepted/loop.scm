;; A loop with an accumulator.
;; eval x=2 => 20
;; grad x=2 => x=10
;; eval x=-1 => -10
;; grad x=-1 => x=10
(loop ((k 0) (s 0)) (if (= k 5) s (recur (+ k 1) (+ s (* k x)))))
