;; A recursion whose vector is longer in every call.
;; error NC412 3:38-3:64
(define (f v n) (if (= n 0) (vsum v) (f (append v [1]) (- n 1))))
(f [x] 3)
