;; `lambda` without its list of parameters.
;; error NC201 3:10-3:18
(let ((f (lambda))) (f x))
