;; `and` does not look behind the first that fails.
;; eval i=0 => 0
;; grad i=0 => i=0
;; eval i=1 => 0
;; grad i=1 => i=0
;; eval i=2 => 1
;; grad i=2 => i=0
(if (and (> i 0) (> (ref [10 20 30] (- i 1)) 15)) 1 0)
