;; A primitive that needs an operand at least.
;; error NC401 3:6-3:11
(+ x (max))
