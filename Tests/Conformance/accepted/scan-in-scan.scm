;; A scan inside a scan.
;; eval x=1 => [6,36,216]
(scan ((a x)) 3 (recur (vsum (scan ((b a)) 2 (recur (* 2 b))))))
