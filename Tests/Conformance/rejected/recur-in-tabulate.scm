;; `recur` inside a table.
;; error NC208 3:37-3:52
(loop ((a x)) (vsum (tabulate (i 3) (recur (* i a)))))
