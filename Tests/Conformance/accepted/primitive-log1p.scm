;; `log1p` is exact for small operands.
;; eval x=1e-10 => 9.999999999500001e-11
;; grad x=1e-10 => x=0.9999999999
;; eval x=1 => 0.6931471805599453
;; grad x=1 => x=0.5
;; eval x=-0.5 => -0.6931471805599453
;; grad x=-0.5 => x=2
;; eval x=-1 => -inf
;; eval x=-2 => nan
(log1p x)
