;; An endless loop whose value must be a vector: nothing says of which size, and nothing need.
;; eval x=-2 => 2
;; fails x=1 => iterations 6:30-6:54
;; options max-iterations=100
;; warning NC504 6:30-6:54
(if (< x 0) (- x) (+ x (vsum (loop ((k x)) (recur k)))))
