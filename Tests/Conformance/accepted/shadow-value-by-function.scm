;; A function in place of a value, and a value in its place again.
;; eval x=2 => 7
;; grad x=2 => x=3
(let ((a x)) (let ((a (lambda (b) (* a b)))) (let ((a (a 3))) (+ a 1))))
