;; The parameters of a function may carry types.
;; eval r=[1,2,3] => 7
;; grad r=[1,2,3] => r=[1,2,3]
(define (energy [r : (vec 3)] [k : real]) (* k (dot r r)))
(energy r 0.5)
