;; `loop` with nothing.
;; error NC201 3:6-3:12
(+ x (loop))
