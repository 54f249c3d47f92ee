;; `+` adds from left to right: the order decides the rounding.
;; eval x=1 => 1
;; grad x=1 => x=2
(+ x 1e16 -1e16 x)
