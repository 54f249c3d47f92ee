;; An operator between operands.
;; error NC212 3:1-3:8
(x + 1)
