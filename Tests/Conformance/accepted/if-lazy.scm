;; The branch not taken contributes nothing: neither a value nor a gradient that is undefined.
;; eval x=4 => 2
;; grad x=4 => x=0.25
;; eval x=0 => 0
;; grad x=0 => x=0
;; eval x=-1 => 0
;; grad x=-1 => x=0
(if (> x 0) (sqrt x) 0)
