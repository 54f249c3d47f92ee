;; A comparison of vectors as a condition.
;; error NC407 4:5-4:12
(input v (vec 2))
(if (> v 0) 1 2)
