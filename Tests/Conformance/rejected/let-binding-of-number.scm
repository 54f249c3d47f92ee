;; A number cannot be bound.
;; error NC201 3:7-3:12
(let ((3 x)) x)
