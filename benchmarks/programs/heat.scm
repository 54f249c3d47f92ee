;; Heat conduction on a rod of 64 points, both ends held at what they are: the sum of squares after
;; 200 explicit steps.

(input temperature (vec 64))
(parameter α 0.01)  ; diffusivity

(define steps 200)
(define ratio (* α 0.01 (square 63)))  ; α times the time step over the square of the spacing

(define (step u)
  (let ((inner (slice u 1 63)))
    (append
      (slice u 0 1)
      (+ inner (* ratio (+ (slice u 0 62) (* -2 inner) (slice u 2 64))))
      (slice u 63 64))))

(loop ((k 0) (u temperature))
  (if (= k steps) (dot u u) (recur (+ k 1) (step u))))
