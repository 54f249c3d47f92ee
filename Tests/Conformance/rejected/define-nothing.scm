;; `define` with nothing.
;; error NC201 3:1-3:9
(define)
(+ x 1)
