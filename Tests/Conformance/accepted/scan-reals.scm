;; Several reals give a column each.
;; type => (mat 3 3)
;; eval x=1 => [[2,1,1],[3,2,2],[5,6,3]]
;; eval x=2 => [[3,2,1],[5,6,2],[11,30,3]]
(scan ((a x) (b 1) (k 0)) 3 (recur (+ a b) (* a b) (+ k 1)))
