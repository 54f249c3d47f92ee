;; `if` with nothing.
;; error NC201 3:6-3:10
(+ x (if))
