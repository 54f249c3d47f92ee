;; `log` of 0 is −∞: nothing is clamped.
;; eval x=1 => 0
;; grad x=1 => x=1
;; eval x=10 => 2.302585092994046
;; grad x=10 => x=0.1
;; eval x=1e-10 => -23.025850929940457
;; grad x=1e-10 => x=10000000000
;; eval x=0 => -inf
;; eval x=-1 => nan
;; eval x=inf => inf
(log x)
