;; The state of a scan that changes its kind.
;; error NC406 3:24-3:29
(scan ((a x)) 3 (recur [a a]))
