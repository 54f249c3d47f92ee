;; A scan over the elements of a vector.
;; eval v=[1,2,4] => [[1,1],[3,2],[7,3]]
(input v (vec 3))
(scan ((s 0) (k 0)) 3 (recur (+ s (ref v k)) (+ k 1)))
