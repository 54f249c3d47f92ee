;; Inputs and parameters that nothing mentions.
;; eval x=3 y=1 => 9
;; grad x=3 y=1 => x=6 y=0
;; warning NC502 7:8-7:9
;; warning NC502 8:12-8:13
(input x)
(input y)
(parameter k 1)
(square x)
