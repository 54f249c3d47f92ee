;; A rational is the nearest double to its exact value.
;; eval x=1 => 0.6666666666666667
;; grad x=1 => x=1
(- x 1/3)
