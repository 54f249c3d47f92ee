;; Inside a name, signs are letters.
;; eval k-1=2 dx/dt=3 Na+=5 a->b=7 x'=11 Ca²⁺=13 scale!=17 => 58
(+ k-1 dx/dt Na+ a->b x' Ca²⁺ scale!)
