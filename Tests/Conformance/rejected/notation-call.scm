;; A call with its function before the parentheses.
;; error NC212 3:6-3:12
(+ 1 sin(x))
