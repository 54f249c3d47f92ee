;; The gradient of a table.
;; eval x=2 => 31
;; grad x=2 => x=49
;; eval x=-1.5 => 3.4375
;; grad x=-1.5 => x=-8.75
(vsum (tabulate (i 5) (pow x i)))
