;; A path of a scan that does not end in `recur`.
;; error NC211 3:29-3:30
(scan ((a x)) 3 (if (> a 5) a (recur (* 2 a))))
