;; A cross product needs vectors of 3.
;; error NC403 3:8-3:13
(cross [x 2] [1 2 3])
