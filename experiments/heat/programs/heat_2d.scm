;; Heat conduction on a square plate from 0 to 1 with its edges at 0, at n by n points inside, row
;; after row; it conducts differently in its two directions.

(define n 8)
(define m (* n n))
(input u (vec m))
(parameter αx 0.005)
(parameter αy 0.005)

(define spacing (/ 1 (+ n 1)))

;; 0 where a point has no neighbour in its row on this side.
(define has-left (tabulate (k m) (if (= (modulo k n) 0) 0 1)))
(define has-right (tabulate (k m) (if (= (modulo k n) (- n 1)) 0 1)))

(let ((left (* has-left (append [0] (slice u 0 (- m 1)))))
      (right (* has-right (append (slice u 1 m) [0])))
      (above (append (zeros n) (slice u 0 (- m n))))
      (below (append (slice u n m) (zeros n))))
  (+ (* (/ αx (square spacing)) (+ left (* -2 u) right))
     (* (/ αy (square spacing)) (+ above (* -2 u) below))))
