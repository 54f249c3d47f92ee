;; A named `let` that calls itself and goes on.
;; eval x=2 => 12
;; grad x=2 => x=6
(let sum ((k 0)) (if (= k 4) 0 (+ (* k x) (sum (+ k 1)))))
