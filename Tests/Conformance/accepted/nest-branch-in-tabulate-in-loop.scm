;; A branch inside a table inside a loop.
;; eval x=1 => 83.18920711500272
;; grad x=1 => x=0.25
;; eval x=4 => 338.1892071150027
;; grad x=4 => x=256
(vsum (loop ((k 0) (v [x 2 3])) (if (= k 2) v (recur (+ k 1) (tabulate (i 3) (if (> (ref v i) 2) (* (ref v i) (ref v i)) (sqrt (ref v i))))))))
