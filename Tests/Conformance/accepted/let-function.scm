;; `let` may bind a function.
;; eval x=3 => 12
;; grad x=3 => x=4
(let ((double (lambda (a) (* 2 a)))) (double (double x)))
