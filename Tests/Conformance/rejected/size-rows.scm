;; Rows of different lengths.
;; error NC403 3:8-3:15
[[x 2] [1 2 3]]
