;; A value in `let` sees the outer meaning of a name beside it.
;; eval z=5 => 115
;; grad z=5 => z=1
(let ((x 10)) (let ((x 1) (y (+ x z))) (+ (* 100 x) y)))
