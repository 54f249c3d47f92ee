;; A primitive with too many operands.
;; error NC401 3:1-3:10
(sin x 1)
