;; A sign before a name.
;; error NC309 3:6-3:8
(exp -x)
