;; The number of rounds may be the known length of a vector.
;; eval v=[1,2,4] => [[1,1],[3,2],[7,3]]
(input v (vec 3))
(scan ((s 0) (k 0)) (vlen v) (recur (+ s (ref v k)) (+ k 1)))
