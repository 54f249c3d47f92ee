;; The rounds of the Collatz sequence.
;; eval n=1 => 0
;; grad n=1 => n=0
;; eval n=6 => 8
;; grad n=6 => n=0
;; eval n=7 => 16
;; grad n=7 => n=0
;; eval n=27 => 111
;; grad n=27 => n=0
(loop ((n n) (rounds 0)) (cond ((= n 1) rounds) ((= (modulo n 2) 0) (recur (/ n 2) (+ rounds 1))) (else (recur (+ (* 3 n) 1) (+ rounds 1)))))
