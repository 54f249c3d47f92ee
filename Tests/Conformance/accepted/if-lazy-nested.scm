;; Branches inside branches, each with its own singularity.
;; eval x=2 y=4 => 2.6931471805599454
;; grad x=2 y=4 => x=0.5 y=0.25
;; eval x=2 y=0 => 0.6931471805599453
;; grad x=2 y=0 => x=0.5 y=0
;; eval x=0 y=4 => 2
;; grad x=0 y=4 => x=0 y=0.25
;; eval x=0 y=0 => 0
;; grad x=0 y=0 => x=0 y=0
(if (> x 0) (if (> y 0) (+ (log x) (sqrt y)) (log x)) (if (> y 0) (sqrt y) 0))
