;; A loop over the elements of a vector.
;; eval v=[1,2,3,4] => 26
;; grad v=[1,2,3,4] => v=[8,4,2,1]
;; eval v=[5,-1] => 9
;; grad v=[5,-1] => v=[2,1]
(loop ((k 0) (s 0)) (if (= k (vlen v)) s (recur (+ k 1) (+ (* 2 s) (ref v k)))))
