;; The initial value of a parameter cannot depend on an input.
;; error NC414 4:14-4:21
(input x)
(parameter k (* 2 x))
(+ k x)
