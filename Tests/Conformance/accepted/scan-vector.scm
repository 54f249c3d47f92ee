;; A state that is a vector gives a row a round.
;; type => (mat 3 2)
;; eval x=1 => [[1,2],[2,3],[3,5]]
(scan ((v [x 1])) 3 (recur [(ref v 1) (+ (ref v 0) (ref v 1))]))
