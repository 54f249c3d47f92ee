;; Several that close nothing: one error.
;; error NC102 3:8-3:11
(+ x 1))))
