;; A local function that calls itself.
;; eval x=1.5 => 7.59375
;; grad x=1.5 => x=25.3125
(letrec ((f (lambda (n) (if (= n 0) 1 (* x (f (- n 1))))))) (f 5))
