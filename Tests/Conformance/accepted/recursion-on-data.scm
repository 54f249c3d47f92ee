;; The depth depends on the data.
;; eval x=0.5 => 0.5
;; grad x=0.5 => x=1
;; eval x=10 => 4.625
;; grad x=10 => x=0.0625
;; eval x=100 => 7.78125
;; grad x=100 => x=0.0078125
(define (halve a) (if (< a 1) a (+ 1 (halve (/ a 2)))))
(halve x)
