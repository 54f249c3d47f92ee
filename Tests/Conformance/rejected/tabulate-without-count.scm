;; `tabulate` without its count.
;; error NC201 3:11-3:14
(tabulate (i) x)
