;; Vectors become the rows of a matrix.
;; type => (mat 3 2)
;; eval x=2 => [[0,0],[1,2],[2,4]]
(tabulate (i 3) [i (* i x)])
