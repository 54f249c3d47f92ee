;; A comparison inside a word.
;; error NC309 3:5-3:8
(if x<0 0 x)
