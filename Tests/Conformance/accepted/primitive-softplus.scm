;; `softplus` is log(1 + eˣ), without overflow.
;; eval x=0 => 0.6931471805599453
;; grad x=0 => x=0.5
;; eval x=2 => 2.1269280110429727
;; grad x=2 => x=0.8807970779778824
;; eval x=-3 => 0.04858735157374206
;; grad x=-3 => x=0.04742587317756678
;; eval x=1000 => 1000
;; grad x=1000 => x=1
(softplus x)
