;; A form of other languages.
;; error NC301 3:2-3:6
(when (> x 0) x)
