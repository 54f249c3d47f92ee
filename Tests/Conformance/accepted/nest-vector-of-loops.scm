;; Loops as the elements of a vector.
;; eval x=1 => [8,5,0]
;; eval x=3 => [6,9,0.75]
[(loop ((a x)) (if (> a 5) a (recur (* 2 a)))) (vsum (scan ((a x)) 2 (recur (+ a 1)))) (if (> x 2) (loop ((a x)) (if (< a 1) a (recur (/ a 2)))) 0)]
