;; A parenthesis closed by a square bracket.
;; error NC103 3:7-3:8
(+ x 1]
