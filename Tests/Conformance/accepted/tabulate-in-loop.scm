;; A table in every round of a loop.
;; eval v=[1,20,300] => 21
;; grad v=[1,20,300] => v=[1,1,0]
(input v (vec 3))
(loop ((k 0) (v v)) (if (= k 2) (ref v 0) (recur (+ k 1) (tabulate (i 3) (+ (ref v i) (* k (ref v (modulo (+ i 1) 3))))))))
