;; Operators inside words, of two languages.
;; error NC309 4:4-4:9
;; error NC309 4:10-4:14
(+ m*c^2 x**2)
