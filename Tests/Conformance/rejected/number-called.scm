;; A number that is called.
;; error NC304 3:2-3:3
(2 x)
