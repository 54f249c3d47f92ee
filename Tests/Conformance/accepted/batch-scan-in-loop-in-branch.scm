;; A scan in a loop whose rounds depend on the data, in a branch.
;; eval x=1.25 => 26.25
;; grad x=1.25 => x=5.25
;; eval x=9.5 => 8.3125
;; grad x=9.5 => x=0.875
;; eval x=12 => -12
;; grad x=12 => x=-1
;; eval x=-2.25 => 29.53125
;; grad x=-2.25 => x=7.875
(if (< x 10)
    (loop ((a x) (s 0))
      (if (> a 10) s
          (recur (+ a 1.5) (+ s (vsum (scan ((b a)) 3 (recur (* b 1/2))))))))
    (- x))
