;; The values of `recur` are computed before any variable changes.
;; eval x=1 y=2 => -3
;; grad x=1 y=2 => x=-1 y=-1
(loop ((k 0) (a x) (b y)) (if (= k 3) (- a b) (recur (+ k 1) b (+ a b))))
