;; An exponent without digits.
;; error NC104 3:6-3:8
(+ x 1e)
