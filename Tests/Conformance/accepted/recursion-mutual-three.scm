;; Three functions in a ring, in tail position.
;; eval n=0 x=1 => 1
;; grad n=0 x=1 => n=0 x=1
;; eval n=1 x=1 => 102
;; grad n=1 x=1 => n=0 x=2
;; eval n=2 x=1 => 206
;; grad n=2 x=1 => n=0 x=6
;; eval n=3 x=1 => 30
;; grad n=3 x=1 => n=0 x=30
;; eval n=4 x=1 => 160
;; grad n=4 x=1 => n=0 x=60
;; eval n=8 x=1 => 5600
;; grad n=8 x=1 => n=0 x=5400
(define (one n a) (if (<= n 0) a (two (- n 1) (* 2 a))))
(define (two n a) (if (<= n 0) (+ a 100) (three (- n 1) (* 3 a))))
(define (three n a) (if (<= n 0) (+ a 200) (one (- n 1) (* 5 a))))
(one n x)
