;; A constant condition.
;; eval x=3 => 4
;; grad x=3 => x=1
(+ (if #t x 0) (if #f (/ x 0) 1))
