;; An infinite branch that is not taken leaves value and gradient alone.
;; eval x=0 => 0
;; grad x=0 => x=0
;; eval x=1 => 0
;; grad x=1 => x=1
;; eval x=2 => 1.3862943611198906
;; grad x=2 => x=1.6931471805599454
(if (= x 0) 0 (* x (log x)))
