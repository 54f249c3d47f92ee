;; A scalar where a vector is needed.
;; error NC402 3:12-3:13
(+ x (norm 3))
