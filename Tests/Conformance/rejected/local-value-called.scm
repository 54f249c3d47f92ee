;; A local value that is called.
;; error NC304 3:15-3:16
(let ((a x)) (a 2))
