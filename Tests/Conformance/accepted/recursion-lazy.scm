;; A recursion whose other branch would be undefined.
;; eval n=0 x=3.5 => 3.5
;; grad n=0 x=3.5 => n=0 x=1
;; eval n=2 x=3 => 2.791759469228055
;; grad n=2 x=3 => n=0 x=1.8333333333333333
(define (f n a) (if (= n 0) a (+ (log a) (f (- n 1) (- a 1)))))
(f n x)
