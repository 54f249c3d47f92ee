;; A function as an element.
;; error NC303 3:30-3:31
(let ((f (lambda (a) a))) [x f])
