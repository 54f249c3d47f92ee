;; A vector as R7RS writes it.
;; error NC105 3:7-3:8
(vsum #(1 2 x))
