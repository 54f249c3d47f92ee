;; Any number but 0 counts as true, NaN too.
;; eval x=0 => 1
;; grad x=0 => x=0
;; eval x=1 => 0
;; grad x=1 => x=0
;; eval x=-0.5 => 0
;; grad x=-0.5 => x=0
;; eval x=nan => 0
(not x)
