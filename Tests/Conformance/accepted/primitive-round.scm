;; `round` goes to even where two numbers are equally near.
;; eval x=0.5 => 0
;; grad x=0.5 => x=0
;; eval x=1.5 => 2
;; grad x=1.5 => x=0
;; eval x=2.5 => 2
;; grad x=2.5 => x=0
;; eval x=-1.5 => -2
;; grad x=-1.5 => x=0
;; eval x=2.4 => 2
;; grad x=2.4 => x=0
;; eval x=2.6 => 3
;; grad x=2.6 => x=0
(round x)
