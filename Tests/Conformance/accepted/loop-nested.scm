;; A loop inside a loop; `recur` goes to the inner one.
;; eval x=1 => 5
;; grad x=1 => x=3
;; eval x=2.5 => 9.5
;; grad x=2.5 => x=3
(loop ((i 0) (s 0)) (if (= i 3) s (recur (+ i 1) (loop ((j 0) (t s)) (if (= j i) (+ t x) (recur (+ j 1) (+ t (* i j))))))))
