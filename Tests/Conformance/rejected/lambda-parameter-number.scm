;; A parameter that is a number.
;; error NC201 3:11-3:12
((lambda (1) 2) x)
