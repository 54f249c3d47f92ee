;; Empty parentheses.
;; error NC207 3:6-3:8
(+ x ())
