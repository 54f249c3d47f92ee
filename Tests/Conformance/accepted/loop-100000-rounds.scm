;; A hundred thousand rounds.
;; eval x=1 => 100001
;; grad x=1 => x=1
;; slow
(loop ((k 0) (s x)) (if (= k 100000) s (recur (+ k 1) (+ s 1))))
