;; Bytes that are not UTF-8.
;; error NC107 3:6-3:7
(+ x ÿ)
