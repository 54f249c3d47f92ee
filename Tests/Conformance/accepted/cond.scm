;; The first clause that holds decides.
;; eval x=-3 => 3
;; grad x=-3 => x=-1
;; eval x=0.5 => 5
;; grad x=0.5 => x=10
;; eval x=1.5 => 2.25
;; grad x=1.5 => x=3
;; eval x=5 => 7
;; grad x=5 => x=0
(cond ((< x 0) (- x)) ((< x 1) (* 10 x)) ((< x 2) (square x)) (else 7))
