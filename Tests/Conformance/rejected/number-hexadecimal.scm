;; There are no hexadecimal numbers.
;; error NC104 3:6-3:10
(+ x 0x10)
