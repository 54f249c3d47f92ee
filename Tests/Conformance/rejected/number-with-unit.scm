;; A unit behind a number.
;; error NC104 3:6-3:9
(+ x 5kg)
