;; A local function may be left alone.
;; eval x=3 => 9
;; grad x=3 => x=6
(letrec ((_f (lambda (n) (_f n)))) (square x))
