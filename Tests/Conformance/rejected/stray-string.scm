;; A string.
;; error NC105 3:6-3:11
(+ x "one")
