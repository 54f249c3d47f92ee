;; A function without parameters.
;; eval x=5 => 25
;; grad x=5 => x=10
((lambda () (square x)))
