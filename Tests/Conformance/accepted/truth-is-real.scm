;; Truth values are numbers.
;; eval x=2 => 12
;; grad x=2 => x=0
;; eval x=-2 => 2
;; grad x=-2 => x=0
;; eval x=0 => 1
;; grad x=0 => x=0
(+ (* 10 (> x 0)) (and x 1) #t (if #f 100 0))
