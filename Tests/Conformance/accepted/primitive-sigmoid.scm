;; The logistic function, without overflow on either side.
;; eval x=0 => 0.5
;; grad x=0 => x=0.25
;; eval x=2 => 0.8807970779778824
;; grad x=2 => x=0.10499358540350652
;; eval x=-30 => 9.357622968839299e-14
;; grad x=-30 => x=9.357622968838423e-14
;; eval x=1000 => 1
;; eval x=-1000 => 0
;; grad x=-1000 => x=0
(sigmoid x)
