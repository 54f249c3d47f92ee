;; `or` does not look behind the first that holds.
;; eval i=0 => 1
;; grad i=0 => i=0
;; eval i=1 => 0
;; grad i=1 => i=0
;; eval i=3 => 1
;; grad i=3 => i=0
;; eval i=7 => 1
;; grad i=7 => i=0
(or (<= i 0) (> i 3) (> (ref [10 20 30] (- i 1)) 15))
