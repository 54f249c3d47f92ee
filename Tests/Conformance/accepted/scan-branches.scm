;; Every path of the body ends in `recur`.
;; eval x=1 => 63
;; grad x=1 => x=93
;; eval x=4 => 46
;; grad x=4 => x=69
(vsum (scan ((a x)) 5 (if (> a 10) (recur (- a 10)) (let ((b (* 3 a))) (recur b)))))
