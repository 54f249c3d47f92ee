;; A vector as a condition.
;; error NC407 3:5-3:10
(if [x 1] 1 2)
