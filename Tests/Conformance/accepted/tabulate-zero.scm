;; A table of nothing.
;; eval x=3 => 3
;; grad x=3 => x=1
(+ x (vsum (tabulate (i 0) (* i x))))
