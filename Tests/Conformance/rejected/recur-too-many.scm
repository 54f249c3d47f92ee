;; `recur` with too many values.
;; error NC209 3:17-3:28
(scan ((a x)) 3 (recur a a))
