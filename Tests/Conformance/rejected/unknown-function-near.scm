;; A slip of the pen.
;; error NC301 3:2-3:5
(sqr x)
