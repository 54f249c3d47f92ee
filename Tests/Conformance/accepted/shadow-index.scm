;; The index of an inner table in place of that of the outer one.
;; eval x=1 => [3,13]
(tabulate (i 2) (+ (* 10 i) (vsum (tabulate (i 3) (* x i)))))
