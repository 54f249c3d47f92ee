;; The same name means different things in two branches.
;; eval x=1 => 3
;; grad x=1 => x=2
;; eval x=-1 => -4
;; grad x=-1 => x=3
(if (> x 0) (let ((y (* 2 x))) (+ y 1)) (let ((y (* 3 x))) (- y 1)))
