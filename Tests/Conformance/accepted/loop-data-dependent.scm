;; Every element runs its own number of rounds.
;; eval x=1 => 135
;; grad x=1 => x=128
;; eval x=200 => 200
;; grad x=200 => x=1
;; eval x=10 => 164
;; grad x=10 => x=16
;; eval x=3 => 198
;; grad x=3 => x=64
(loop ((a x) (n 0)) (if (< a 100) (recur (* a 2) (+ n 1)) (+ a n)))
