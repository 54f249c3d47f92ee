;; The arcsine is NaN outside [−1, 1].
;; eval x=0 => 0
;; grad x=0 => x=1
;; eval x=0.5 => 0.5235987755982989
;; grad x=0.5 => x=1.1547005383792515
;; eval x=-0.75 => -0.848062078981481
;; grad x=-0.75 => x=1.511857892036909
;; eval x=2 => nan
(asin x)
