;; A loop that gives a vector, of another shape than its state.
;; type => (vec 3)
;; eval x=1.5 => [25.62890625,51.2578125,3]
(loop ((k 0) (s x)) (if (= k 3) [s (* 2 s) k] (recur (+ k 1) (* s s))))
