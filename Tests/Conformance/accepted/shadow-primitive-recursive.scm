;; A function called like a primitive that calls itself, not the primitive.
;; eval x=1.5 => 12
;; grad x=1.5 => x=8
(define (max a n) (if (= n 0) a (max (* 2 a) (- n 1))))
(max x 3)
