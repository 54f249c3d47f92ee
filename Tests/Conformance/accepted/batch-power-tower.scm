;; Nested data-dependent loops, one inside the condition of another.
;; eval x=1 => 85
;; grad x=1 => x=81
;; eval x=5 => 47
;; grad x=5 => x=9
;; eval x=100 => 100
;; grad x=100 => x=1
;; eval x=0.25 => 65.75
;; grad x=0.25 => x=243
(loop ((a x) (k 0))
  (if (< (loop ((b a) (s 0)) (if (< b 1) s (recur (/ b 2) (+ s 1)))) 6)
      (recur (* a 3) (+ k 1))
      (+ a k)))
