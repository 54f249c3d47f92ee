;; `if` with four parts.
;; error NC201 3:1-3:13
(if x 1 2 3)
