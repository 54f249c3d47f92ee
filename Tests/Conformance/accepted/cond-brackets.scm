;; Clauses may be written in square brackets.
;; eval x=2 => 2
;; grad x=2 => x=1
;; eval x=-3 => 3
;; grad x=-3 => x=-1
(cond [(> x 0) x] [else (- x)])
