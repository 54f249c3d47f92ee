;; Two points.
;; error NC104 3:6-3:11
(+ x 1.2.3)
