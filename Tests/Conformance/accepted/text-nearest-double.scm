;; Numbers are read as the nearest double.
;; eval x=0.30000000000000004 => 1
;; eval x=0.5 => 0
;; float64
(= (+ 0.1 0.2) 0.30000000000000004 x)
