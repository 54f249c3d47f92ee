;; A loop whose state is a vector.
;; eval x=1 => 13
;; grad x=1 => x=5
;; eval x=4 => 28
;; grad x=4 => x=5
(loop ((k 0) (v [x 1])) (if (= k 4) (vsum v) (recur (+ k 1) [(ref v 1) (+ (ref v 0) (ref v 1))])))
