;; Mistakes of every kind, all reported.
;; error NC302 10:24-10:25
;; error NC401 11:15-11:20
;; error NC301 12:11-12:15
;; error NC205 12:19-12:33
;; error NC402 12:40-12:41
;; error NC410 12:54-12:55
;; error NC207 12:57-12:59
(input x)
(define (f a b) (+ a b c))
(define (g a) (f a))
(+ (g x) (sine x) (if (> x 0) 1) (norm 4) (ref [1 2] 2) ())
