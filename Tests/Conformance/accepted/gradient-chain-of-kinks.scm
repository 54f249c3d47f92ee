;; Kinks inside kinks.
;; eval x=2 => 2
;; grad x=2 => x=1
;; eval x=0 => 0
;; grad x=0 => x=1
;; eval x=-1 => 1
;; grad x=-1 => x=-1
(max (abs x) (min (* 2 x) 1))
