;; A local function captures the argument of the recursive one around it.
;; eval x=2 => 21
;; grad x=2 => x=7
(define (f n a) (let ((g (lambda (b) (* a b)))) (if (= n 0) (g 1) (+ (g n) (f (- n 1) (+ a 1))))))
(f 3 x)
