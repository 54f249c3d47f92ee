;; A parameter needs an initial value.
;; error NC201 3:1-3:14
(parameter k)
(+ x k)
