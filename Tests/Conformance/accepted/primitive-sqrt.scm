;; `sqrt` of a negative number is NaN: nothing is clamped.
;; eval x=4 => 2
;; grad x=4 => x=0.25
;; eval x=2 => 1.4142135623730951
;; grad x=2 => x=0.3535533905932738
;; eval x=-1 => nan
;; eval x=0 => 0
;; eval x=inf => inf
(sqrt x)
