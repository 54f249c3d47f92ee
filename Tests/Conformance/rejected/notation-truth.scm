;; Truth values and infinity as other languages call them.
;; error NC309 4:5-4:9
;; error NC309 4:12-4:15
(if True x inf)
