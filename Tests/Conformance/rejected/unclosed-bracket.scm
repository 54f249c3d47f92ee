;; A square bracket that is never closed.
;; error NC101 3:1-3:2
[1 2 x
