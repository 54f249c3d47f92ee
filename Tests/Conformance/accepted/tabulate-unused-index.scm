;; The index need not be used.
;; eval x=2 => 6
;; grad x=2 => x=3
(vsum (tabulate (_i 3) x))
