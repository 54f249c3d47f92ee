;; Digits are not grouped.
;; error NC104 3:6-3:11
(+ x 1_000)
