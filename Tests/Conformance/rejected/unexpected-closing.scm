;; A parenthesis that closes nothing.
;; error NC102 3:8-3:9
(+ x 1))
