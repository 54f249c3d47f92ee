;; A primitive with too few operands.
;; error NC401 3:1-3:8
(pow x)
