;; A program that is such a call, with a comma.
;; error NC212 3:1-3:14
hypot(x, y+1)
