;; A warning beside an error.
;; warning NC501 4:8-4:14
;; error NC301 4:20-4:24
(let ((unused 1)) (sine x))
