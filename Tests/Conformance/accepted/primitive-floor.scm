;; `floor` has slope 0.
;; eval x=2.7 => 2
;; grad x=2.7 => x=0
;; eval x=-2.7 => -3
;; grad x=-2.7 => x=0
;; eval x=3 => 3
;; grad x=3 => x=0
;; eval x=0 => 0
;; grad x=0 => x=0
(floor x)
