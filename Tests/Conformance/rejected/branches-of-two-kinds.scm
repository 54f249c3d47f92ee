;; A scalar in one branch and a vector in the other.
;; error NC405 3:15-3:20
(if (> x 0) x [x x])
