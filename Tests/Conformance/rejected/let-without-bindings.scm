;; `let` with nothing.
;; error NC201 3:6-3:11
(+ x (let))
