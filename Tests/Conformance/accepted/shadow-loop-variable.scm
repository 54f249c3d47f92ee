;; The variables of an inner loop in place of those of the outer one.
;; eval x=1 => 7
;; grad x=1 => x=7
;; eval x=-2 => -14
;; grad x=-2 => x=7
(loop ((k 0) (s 0)) (if (= k 3) s (recur (+ k 1) (+ s (loop ((k k) (s x)) (if (= k 0) s (recur (- k 1) (* 2 s))))))))
