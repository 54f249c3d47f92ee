;; A comment that never ends.
;; error NC106 4:1-4:3
(+ x 1)
#| and then
