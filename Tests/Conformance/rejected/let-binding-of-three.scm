;; A binding of three.
;; error NC201 3:7-3:14
(let ((a 1 2)) (+ a x))
