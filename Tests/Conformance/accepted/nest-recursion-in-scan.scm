;; Recursion inside a scan.
;; eval x=2 => [[1,2],[2,5],[3,9],[4,15]]
(define (f n) (if (< n 1) x (+ n (f (- n 2)))))
(scan ((k 0) (s 0)) 4 (recur (+ k 1) (+ s (f k))))
