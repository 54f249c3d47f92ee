;; An index outside its vector counts only where it is looked up.
;; eval x=1 => 13
;; grad x=1 => x=1
(loop ((k 0) (s 0)) (if (= k 5) s (recur (+ k 1) (+ s (if (< k 3) (ref [x 2 3] k) k)))))
