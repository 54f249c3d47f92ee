;; Branches in branches decide between three recursions.
;; eval x=1 => 7
;; grad x=1 => x=27
;; eval x=-1 => -17
;; grad x=-1 => x=27
;; eval x=4 => 8
;; grad x=4 => x=27
(define (walk n a) (if (= n 0) a (if (> a 10) (walk (- n 1) (- a 10)) (if (< a 0) (- (walk (- n 1) (- a))) (walk (- n 1) (* 3 a))))))
(walk 5 x)
