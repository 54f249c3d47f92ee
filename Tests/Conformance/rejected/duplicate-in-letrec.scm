;; `letrec` binds a name twice.
;; error NC206 3:30-3:31
(letrec ((f (lambda (a) a)) (f (lambda (a) (* 2 a)))) (f x))
