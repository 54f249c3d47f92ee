;; A comparison of one operand is true.
;; eval x=5 => 3
;; grad x=5 => x=0
(+ (= x) (< x) (>= x))
