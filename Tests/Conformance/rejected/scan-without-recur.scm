;; A scan without any `recur`.
;; error NC211 3:17-3:24
(scan ((a x)) 3 (* 2 a))
