;; A loop inside a branch inside a recursive function inside a loop.
;; eval x=3.125 => 148.25
;; grad x=3.125 => x=34
;; eval x=30 => 250
;; grad x=30 => x=8
(define (f n a)
  (if (= n 0)
      (loop ((b a)) (if (> b 20) b (recur (+ b a))))
      (* 2 (f (- n 1) (+ a 1)))))
(loop ((k 0) (s x))
  (if (= k 3) s (recur (+ k 1) (+ s (f k x)))))
