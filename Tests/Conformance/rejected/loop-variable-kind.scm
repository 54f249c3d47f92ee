;; A loop variable that starts as a scalar and becomes a vector.
;; error NC406 3:42-3:47
(loop ((a x) (k 0)) (if (> k 3) k (recur [a 1] (+ k 1))))
