;; A loop in every element, with another number of rounds.
;; eval x=1.5 => [1.5,3,6,12]
(tabulate (i 4) (loop ((k 0) (s x)) (if (>= k i) s (recur (+ k 1) (* 2 s)))))
