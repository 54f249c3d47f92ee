;; `let` binds a name twice.
;; error NC206 3:14-3:15
(let ((a x) (a 2)) a)
