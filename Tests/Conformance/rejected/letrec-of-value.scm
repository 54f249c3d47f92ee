;; `letrec` binds functions only.
;; error NC201 3:13-3:20
(letrec ((a (+ x 1))) a)
