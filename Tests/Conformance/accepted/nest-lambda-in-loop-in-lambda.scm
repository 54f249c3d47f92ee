;; Functions on the spot around and inside loops.
;; eval x=2 => 8
;; grad x=2 => x=12
((lambda (a) (loop ((k 0) (s a)) (if (= k 2) s (recur (+ k 1) ((lambda (b) (* b a)) s))))) x)
