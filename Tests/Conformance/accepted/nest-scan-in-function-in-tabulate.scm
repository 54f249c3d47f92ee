;; A scan inside a function inside a table.
;; eval x=2 => [0,14,28]
(define (orbit a) (vsum (scan ((b a)) 3 (recur (* b x)))))
(tabulate (i 3) (orbit i))
