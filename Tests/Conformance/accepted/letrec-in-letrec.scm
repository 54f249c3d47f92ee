;; Local functions inside local functions.
;; eval x=0.5 => 12.5
;; grad x=0.5 => x=1
(letrec ((f (lambda (n) (letrec ((g (lambda (k) (if (= k 0) n (+ 1 (g (- k 1))))))) (if (= n 0) x (+ (g n) (f (- n 1)))))))) (f 3))
