;; The index counts only in the branch that is taken.
;; eval x=-3 i=77 => -3
;; grad x=-3 i=77 => x=1 i=0
;; eval x=7 i=2 => 7
;; grad x=7 i=2 => x=1 i=0
;; fails x=1 i=77 => index 7:13-7:28
(if (> x 0) (ref [1 2 x] i) (ref [x 5] 0))
