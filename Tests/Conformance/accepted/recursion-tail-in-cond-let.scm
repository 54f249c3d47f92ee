;; Tail calls behind `cond` and `let`.
;; eval x=1 => 121.5
;; grad x=1 => x=121.5
;; eval x=8 => 162
;; grad x=8 => x=20.25
;; eval x=200 => 112.5
;; grad x=200 => x=0.5625
(define (f n a) (cond ((= n 0) a) ((> a 100) (let* ((b (/ a 2)) (c (- n 1))) (f c b))) (else (let ((b (* 3 a))) (f (- n 1) b)))))
(f 6 x)
