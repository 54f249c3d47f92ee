;; NaN in one element of a batch does not reach another.
;; eval x=1 y=5 => nan
;; eval x=100 y=5 => 6.41125265764001
;; eval x=50 y=1 => 2.2039475664592616
(loop ((a x) (k 0)) (if (or (= k 3) (not (= a a))) (+ a y) (recur (sqrt (- a 1)) (+ k 1))))
