;; A clause of `cond` is a list of two.
;; error NC201 3:7-3:20
(cond ((> x 0) x 1) (else 0))
