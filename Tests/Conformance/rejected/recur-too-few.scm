;; `recur` with too few values.
;; error NC209 3:35-3:50
(loop ((a x) (k 0)) (if (> k 3) a (recur (* 2 a))))
