;; A loop that cannot end, in a branch that is never taken here.
;; eval x=2 => 2
;; grad x=2 => x=1
;; warning NC504 5:15-5:45
(if (> x 0) x (loop ((a x)) (recur (+ a 1))))
