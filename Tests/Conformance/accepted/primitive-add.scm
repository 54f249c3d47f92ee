;; `+` takes any number of operands; without any it is 0.
;; eval x=1 y=2 => 5.5
;; grad x=1 y=2 => x=2 y=1
;; eval x=-3.25 y=10000000000 => 9999999995
;; grad x=-3.25 y=10000000000 => x=2 y=1
;; eval x=inf y=1 => inf
;; eval x=inf y=-inf => nan
(+ x y 1.5 (+) (+ x))
