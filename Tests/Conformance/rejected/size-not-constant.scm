;; The length of a table must be constant.
;; error NC408 3:20-3:21
(vsum (tabulate (i n) (* i x)))
