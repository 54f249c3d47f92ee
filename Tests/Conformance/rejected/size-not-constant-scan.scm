;; The number of rounds of a scan must be constant.
;; error NC408 3:15-3:16
(scan ((a x)) n (recur (* 2 a)))
