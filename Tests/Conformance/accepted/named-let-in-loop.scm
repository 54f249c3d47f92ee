;; A named `let` inside a loop, and `recur` outside it.
;; eval x=1.5 => 12
;; grad x=1.5 => x=8
(loop ((i 0) (s x)) (if (= i 3) s (recur (+ i 1) (let f ((k i)) (if (= k 0) s (* 2 (f (- k 1))))))))
