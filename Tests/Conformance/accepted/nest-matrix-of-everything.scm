;; A matrix whose elements are a branch, a call, a loop and a table.
;; eval x=3 => [[3,0.75],[9,9]]
;; eval x=0.5 => [[1,0.5],[1.5,1.5]]
(define (f a) (if (> a 1) (f (/ a 2)) a))
[[(if (> x 1) x 1) (f x)] [(loop ((k 0) (s 0)) (if (= k 3) s (recur (+ k 1) (+ s x)))) (vsum (tabulate (i 3) (* i x)))]]
