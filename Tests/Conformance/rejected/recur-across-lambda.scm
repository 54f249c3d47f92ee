;; `recur` in a function inside a loop.
;; error NC210 3:36-3:45
(loop ((a x)) (let ((f (lambda (b) (recur b)))) (if (> a 3) a (f (* 2 a)))))
