;; A vector by index.
;; type => (vec 4)
;; eval x=1 => [0,1,4,9]
;; eval x=2.5 => [0,2.5,10,22.5]
(tabulate (i 4) (* x (square i)))
