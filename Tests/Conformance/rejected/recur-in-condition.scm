;; `recur` as a condition.
;; error NC208 3:19-3:28
(loop ((a x)) (if (recur 1) a 2))
