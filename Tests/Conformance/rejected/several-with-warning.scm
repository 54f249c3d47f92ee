;; Warnings of what is unused wait until there are no errors.
;; error NC301 3:20-3:24
(let ((unused 1)) (sine x))
