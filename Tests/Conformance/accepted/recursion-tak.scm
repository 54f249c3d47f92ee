;; Three recursions in the arguments of a fourth.
;; eval k=1 => 2
;; grad k=1 => k=2
;; eval k=-2 => -4
;; grad k=-2 => k=2
(define (tak x y z) (if (>= y x) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))
(* k (tak 5 3 1))
