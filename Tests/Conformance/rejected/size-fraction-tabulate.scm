;; A table of half an element.
;; error NC409 3:25-3:28
(+ x (vsum (tabulate (i 1/2) i)))
