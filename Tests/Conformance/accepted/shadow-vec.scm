;; Brackets make vectors whatever `vec` and `mat` mean.
;; eval x=2 => 26
;; grad x=2 => x=12
(define (vec a) (* 10 a))
(define (mat a) (+ a 1))
(+ (vsum [x (vec x)]) (trace [[1 0] [0 (mat x)]]))
