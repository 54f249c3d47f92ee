;; A primitive as an operand.
;; error NC303 3:6-3:9
(+ x sin)
