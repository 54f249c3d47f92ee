;; The value of an expression that is called.
;; error NC304 3:2-3:9
((+ x 1) 2)
