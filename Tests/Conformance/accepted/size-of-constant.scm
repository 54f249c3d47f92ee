;; A size may be a constant of the program.
;; eval v=[1,10,100] => 210
;; grad v=[1,10,100] => v=[0,1,2]
(define n 3)
(input v (vec n))
(vsum (tabulate (i n) (* i (ref v i))))
