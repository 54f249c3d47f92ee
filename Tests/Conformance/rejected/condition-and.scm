;; A vector among the conditions of `and`.
;; error NC407 3:14-3:19
(and (> x 0) [x 1])
