;; A function written in a loop sees the variable of this round.
;; eval x=1.5 => 18
;; grad x=1.5 => x=12
(loop ((k 0) (s 0)) (if (= k 4) s (let ((f (lambda (a) (* a k x)))) (recur (+ k 1) (+ s (f 2))))))
