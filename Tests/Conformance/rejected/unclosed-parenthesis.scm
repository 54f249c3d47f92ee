;; A parenthesis that is never closed.
;; error NC101 3:1-3:2
(+ x 1
