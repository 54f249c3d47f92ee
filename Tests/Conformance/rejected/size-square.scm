;; The determinant of a matrix that is not square.
;; error NC403 3:6-3:23
(det [[x 2 3] [4 5 6]])
