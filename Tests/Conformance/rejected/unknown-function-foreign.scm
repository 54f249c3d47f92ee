;; Functions of other languages, and forms with shapes of their own.
;; error NC301 5:5-5:10
;; error NC301 5:15-5:19
;; error NC301 5:24-5:34
(+ (asinh x) (erfc x) (derivative ((x 1)) (* x x)))
