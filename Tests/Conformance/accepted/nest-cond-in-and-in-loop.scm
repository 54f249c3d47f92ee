;; `cond` inside `and` inside a loop.
;; eval x=1 => 70
;; grad x=1 => x=64
;; eval x=-1 => -1
;; grad x=-1 => x=1
;; eval x=60 => 60
;; grad x=60 => x=1
(loop ((k 0) (a x)) (if (and (< k 10) (cond ((> a 50) #f) ((< a 0) #f) (else #t))) (recur (+ k 1) (* 2 a)) (+ a k)))
