;; A minus sign that is not the ASCII one.
;; error NC105 3:2-3:3
(− x 1)
