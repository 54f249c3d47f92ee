;; A length that is not whole.
;; error NC409 3:18-3:21
(+ x (vsum (ones 2.5)))
