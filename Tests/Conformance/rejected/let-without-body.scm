;; `let` without a body.
;; error NC201 3:1-3:14
(let ((a x)))
