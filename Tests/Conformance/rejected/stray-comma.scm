;; A comma.
;; error NC105 3:5-3:6
(+ x, 1)
