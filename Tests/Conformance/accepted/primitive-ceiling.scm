;; `ceiling` has slope 0.
;; eval x=2.2 => 3
;; grad x=2.2 => x=0
;; eval x=-2.2 => -2
;; grad x=-2.2 => x=0
;; eval x=3 => 3
;; grad x=3 => x=0
(ceiling x)
