;; `recur` as an operand.
;; error NC208 3:34-3:49
(loop ((a x)) (if (> a 9) a (+ 1 (recur (* 2 a)))))
