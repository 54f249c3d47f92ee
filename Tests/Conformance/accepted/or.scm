;; `or` gives 1 or 0; without conditions 0.
;; eval x=5 y=0 z=0 => 14
;; grad x=5 y=0 z=0 => x=0 y=0 z=0
;; eval x=0 y=2 z=0 => 12
;; grad x=0 y=2 z=0 => x=0 y=0 z=0
;; eval x=0 y=0 z=5 => 8
;; grad x=0 y=0 z=5 => x=0 y=0 z=0
;; eval x=0 y=0 z=0 => 0
;; grad x=0 y=0 z=0 => x=0 y=0 z=0
(+ (or) (* 2 (or x)) (* 4 (or x y)) (* 8 (or x y z)))
