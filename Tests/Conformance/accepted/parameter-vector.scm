;; A trainable vector.
;; eval x=2 => 16
;; grad x=2 => x=13
(input x)
(parameter w [1 2 3])
(dot w [x 1 (square x)])
