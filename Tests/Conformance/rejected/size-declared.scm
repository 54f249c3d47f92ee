;; An input whose declared size does not fit.
;; error NC403 4:6-4:11
(input v (vec 3))
(+ v [1 2])
