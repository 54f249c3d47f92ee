;; `cond` without `else`.
;; error NC205 3:1-3:35
(cond ((> x 0) x) ((< x 0) (- x)))
