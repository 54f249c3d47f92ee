;; No rounds: an empty vector.
;; eval x=1 => 0
;; grad x=1 => x=0
(vsum (scan ((a x)) 0 (recur (* 2 a))))
