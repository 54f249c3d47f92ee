;; A loop with its own number of rounds inside every round of a scan.
;; eval x=1 => [2,2,2]
;; eval x=10 => [2.5,2.5,2.5]
;; eval x=3 => [3,3,3]
(scan ((a x)) 3 (recur (loop ((b a)) (if (> b 7) (/ b 4) (recur (* b 2))))))
