;; All ways to write a number.
;; eval x=1 => 251.251
;; grad x=1 => x=1
(+ x 42 -1.5 .5 1e-3 1/2 +3 -0 1. 2E2 -1/4 +.5e1)
