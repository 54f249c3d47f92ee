;; Three recursions in the arguments of a fourth, of inputs whose kinds only recursion tells.
;; eval a=6 b=4 c=2 => 3
(define (tak x y z)
  (if (>= y x)
      z
      (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))
(tak a b c)
