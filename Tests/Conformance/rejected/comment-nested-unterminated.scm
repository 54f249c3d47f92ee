;; A comment inside a comment needs its own end.
;; error NC106 4:1-4:3
(+ x 1)
#| a #| b |# c
