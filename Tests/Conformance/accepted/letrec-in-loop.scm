;; Local recursion in every round of a loop, with a captured loop variable.
;; eval x=2 => 64
;; grad x=2 => x=32
(loop ((k 1) (s 0)) (if (> k 3) s (recur (+ k 1) (+ s (letrec ((f (lambda (n) (if (= n 0) x (* k (f (- n 1))))))) (f k))))))
