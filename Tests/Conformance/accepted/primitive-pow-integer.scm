;; A constant integer power has a derivative at zero and below.
;; eval x=-2 => -3.5
;; grad x=-2 => x=7.75
;; eval x=3 => 37.333333333333336
;; grad x=3 => x=32.888888888888886
;; eval x=0.5 => 3.375
;; grad x=0.5 => x=-2.25
(+ (pow x 2) (pow x 3) (pow x -1) (pow x 0))
