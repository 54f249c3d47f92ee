;; The condition picks a branch.
;; eval x=3 => 6
;; grad x=3 => x=2
;; eval x=-4 => 4
;; grad x=-4 => x=-1
(if (> x 0) (* 2 x) (- x))
