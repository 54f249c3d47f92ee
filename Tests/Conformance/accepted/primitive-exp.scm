;; The exponential function.
;; eval x=1 => 2.718281828459045
;; grad x=1 => x=2.718281828459045
;; eval x=-20 => 2.061153622438558e-09
;; grad x=-20 => x=2.061153622438558e-09
;; eval x=0 => 1
;; grad x=0 => x=1
;; eval x=1000 => inf
;; eval x=-inf => 0
(exp x)
