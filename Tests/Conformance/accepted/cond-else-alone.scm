;; A `cond` of nothing but `else`.
;; eval x=3 => 9
;; grad x=3 => x=6
(cond (else (square x)))
