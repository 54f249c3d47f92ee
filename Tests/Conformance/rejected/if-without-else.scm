;; `if` without the other value.
;; error NC205 3:6-3:20
(+ 1 (if (> x 0) x))
