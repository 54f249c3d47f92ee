;; A form as a value.
;; error NC303 3:6-3:8
(+ x if)
