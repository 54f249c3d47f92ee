;; A function on the spot with too many arguments.
;; error NC401 3:1-3:21
((lambda (a) a) x 1)
