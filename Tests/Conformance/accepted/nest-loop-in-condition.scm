;; A loop as the condition of a branch inside a loop.
;; eval x=2 => 2
;; grad x=2 => x=1
;; eval x=3 => 5
;; grad x=3 => x=1
;; eval x=9 => -1
;; grad x=9 => x=0
;; eval x=5 => 11
;; grad x=5 => x=1
(loop ((k 0) (a x)) (if (loop ((b a)) (if (> b 100) #f (if (= b 64) #t (recur (* 2 b))))) (+ a k) (if (= k 5) -1 (recur (+ k 1) (+ a 1)))))
