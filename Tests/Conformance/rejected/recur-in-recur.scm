;; `recur` inside `recur`.
;; error NC208 3:36-3:45
(loop ((a x)) (if (> a 9) a (recur (recur 1))))
