;; A product of matrices that do not fit.
;; error NC403 3:17-3:36
(matmul [[x 2]] [[1 2] [3 4] [5 6]])
