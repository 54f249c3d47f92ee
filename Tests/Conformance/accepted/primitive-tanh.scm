;; The hyperbolic tangent.
;; eval x=0 => 0
;; grad x=0 => x=1
;; eval x=1 => 0.7615941559557649
;; grad x=1 => x=0.4199743416140261
;; eval x=-2.5 => -0.9866142981514303
;; grad x=-2.5 => x=0.02659222668316062
;; eval x=inf => 1
;; eval x=400 => 1
;; grad x=400 => x=0
(tanh x)
