;; `else` outside `cond`.
;; error NC201 3:6-3:14
(+ x (else 1))
