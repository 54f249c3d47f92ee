;; `clamp` keeps a number between two others.
;; eval x=5 low=0 high=1 => 1
;; grad x=5 low=0 high=1 => x=0 low=0 high=1
;; eval x=0.5 low=0 high=1 => 0.5
;; grad x=0.5 low=0 high=1 => x=1 low=0 high=0
;; eval x=-3 low=-1 high=1 => -1
;; grad x=-3 low=-1 high=1 => x=0 low=1 high=0
(clamp x low high)
