;; A negative length.
;; error NC409 3:19-3:21
(+ x (vsum (zeros -1)))
