;; The least value on a path, with the gradient of the round in which it was.
;; eval x=0.5 => -1.75
;; grad x=0.5 => x=1
;; eval x=1.25 => -1.80859375
;; grad x=1.25 => x=-2.1875
;; eval x=1.75 => -1.2411956787109375
;; grad x=1.75 => x=-12.95751953125
;; eval x=-1.5 => -1.9375
;; grad x=-1.5 => x=-1.5
(loop ((a x) (least 100) (k 0)) (if (= k 4) least (recur (- (* a a) 2) (min least a) (+ k 1))))
