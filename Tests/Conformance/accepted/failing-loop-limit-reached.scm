;; Exactly as many rounds as the limit are none too many.
;; options max-iterations=100
;; eval x=1 => 101
;; grad x=1 => x=1
(loop ((k 0)) (if (= k 100) (+ x k) (recur (+ k 1))))
