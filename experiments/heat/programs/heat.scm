;; Heat conduction on a rod from 0 to 1, both ends held at 0: the rate of temperature at n points.

(define n 10)
(input u (vec n))
(parameter α 0.005)  ; diffusivity

(define spacing (/ 1 (- n 1)))

(let ((left (slice u 0 (- n 2)))
      (inner (slice u 1 (- n 1)))
      (right (slice u 2 n)))
  (append [0]
          (* (/ α (square spacing)) (+ left (* -2 inner) right))
          [0]))
