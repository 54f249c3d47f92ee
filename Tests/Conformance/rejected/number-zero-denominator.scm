;; A rational over zero.
;; error NC104 3:6-3:9
(+ x 1/0)
