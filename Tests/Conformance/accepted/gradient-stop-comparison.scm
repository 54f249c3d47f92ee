;; Comparisons, rounding and signs have no slope.
;; eval x=1.75 => 9.25
;; grad x=1.75 => x=3
;; eval x=-0.25 => -2.5
;; grad x=-0.25 => x=2
(+ (* x (> x 1)) (floor x) (round x) (sign x) (* 2 x))
