;; A loop that never goes round.
;; eval x=3 => 6
;; grad x=3 => x=2
;; eval x=-1 => -3
;; grad x=-1 => x=3
(loop ((a x)) (if (> a 0) (* 2 a) (if (> a -100) (* 3 a) (recur 1))))
