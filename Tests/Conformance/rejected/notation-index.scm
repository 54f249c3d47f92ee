;; An element as other languages select it.
;; error NC212 3:4-3:8
(+ v[0] 1)
