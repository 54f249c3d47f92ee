;; `hypot` does not overflow where its value does not.
;; eval x=3 y=4 => 5
;; grad x=3 y=4 => x=0.6 y=0.8
;; eval x=-1 y=2 => 2.23606797749979
;; grad x=-1 y=2 => x=-0.4472135954999579 y=0.8944271909999159
;; eval x=3e+200 y=4e+200 => 5e+200
;; grad x=3e+200 y=4e+200 => x=0.6 y=0.8
;; float64
(hypot x y)
