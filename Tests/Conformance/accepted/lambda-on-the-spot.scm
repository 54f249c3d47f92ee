;; A function applied where it stands.
;; eval x=5 y=1 => 3
;; grad x=5 y=1 => x=1 y=-2
((lambda (a b) (- a (* 2 b))) x y)
