;; An input that is called.
;; error NC304 4:2-4:3
(input x)
(x 1)
