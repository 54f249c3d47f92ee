;; A sum of vectors of different lengths.
;; error NC403 3:10-3:17
(+ [x 2] [1 2 3])
