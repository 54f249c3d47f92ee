;; Exponents and roots that Unicode has.
;; error NC309 4:4-4:6
;; error NC309 4:7-4:9
(+ x² √y)
