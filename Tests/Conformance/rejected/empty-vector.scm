;; A vector of nothing.
;; error NC401 3:6-3:8
(max [])
