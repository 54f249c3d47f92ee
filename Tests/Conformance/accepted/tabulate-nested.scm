;; A matrix by two indices.
;; type => (mat 2 3)
;; eval x=0.5 => [[0.5,1.5,2.5],[10.5,11.5,12.5]]
(tabulate (i 2) (tabulate (j 3) (+ (* 10 i) j x)))
