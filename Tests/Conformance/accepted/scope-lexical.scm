;; A function sees the names where it is written, not where it is called.
;; eval x=2 => 1020
;; grad x=2 => x=10
(let ((k 10)) (let ((f (lambda (a) (* k a)))) (let ((k 1000)) (+ (f x) k))))
