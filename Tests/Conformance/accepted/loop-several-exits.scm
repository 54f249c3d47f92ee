;; A loop with several ways out, and several ways round.
;; eval x=-7 => 134
;; grad x=-7 => x=-32
;; eval x=3 => 3
;; grad x=3 => x=64
;; eval x=100 => 200
;; grad x=100 => x=2
(loop ((a x) (k 0))
  (cond ((> a 50) (* 2 a))
        ((> k 5) a)
        ((< a 0) (recur (- a) (+ k 1)))
        (else (recur (- (* 2 a) 3) (+ k 1)))))
