;; A loop without variables, which cannot go round.
;; eval x=3 => 9
;; grad x=3 => x=6
(loop () (square x))
