;; The same with a source that is unknown, and a function of place alone.

(define n 10)
(input u (vec n))
(parameter α 0.005)  ; diffusivity
(define inside (- n 2))
(parameter source (zeros inside))

(define spacing (/ 1 (- n 1)))

(let ((left (slice u 0 inside))
      (inner (slice u 1 (- n 1)))
      (right (slice u 2 n)))
  (append [0]
          (+ source (* (/ α (square spacing)) (+ left (* -2 inner) right)))
          [0]))
