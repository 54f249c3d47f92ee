;; A constant has one value.
;; error NC201 3:1-3:15
(define k 1 2)
(+ x k)
