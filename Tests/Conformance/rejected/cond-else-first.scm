;; `else` must be the last clause.
;; error NC201 3:7-3:15
(cond (else 1) (x 2))
