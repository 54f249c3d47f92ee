;; NaN compares false with everything, itself too.
;; eval x=nan => 0
;; eval x=0 => 27
;; grad x=0 => x=0
(+ (= x x) (* 2 (< x 1)) (* 4 (> x 1)) (* 8 (<= x x)) (* 16 (>= x x)))
