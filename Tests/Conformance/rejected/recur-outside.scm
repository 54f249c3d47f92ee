;; `recur` outside a loop.
;; error NC208 3:6-3:15
(+ 1 (recur x))
