;; A local name in place of an input.
;; eval x=2 => 222
;; grad x=2 => x=111
(input x)
(+ x (let ((x (* 10 x))) (+ x (let ((x (* 10 x))) x))))
