;; Functions that nothing calls.
;; eval x=3 => 9
;; grad x=3 => x=6
;; warning NC501 6:10-6:11
;; warning NC501 7:11-7:12
(define (f a) a)
(letrec ((g (lambda (a) a))) (square x))
