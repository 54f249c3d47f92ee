;; Quotation.
;; error NC105 3:6-3:7
(+ x 'y)
