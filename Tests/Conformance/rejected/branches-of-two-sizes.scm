;; Vectors of two lengths.
;; error NC405 3:29-3:36
(cond ((> x 0) [x 1]) (else [x 1 2]))
