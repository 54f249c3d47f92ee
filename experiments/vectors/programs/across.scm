;; The part of a measured force that drag cannot have, less what gravity has of it: both across the
;; velocity v. Drag opposes the velocity, whatever it is as a function of speed, and so has no part here.

(input force (vec 3)) ; measured
(input r (vec 3))
(input m1)
(input m2)
(input v (vec 3))     ; velocity
(parameter G 3)

(define (gravity r m1 m2)
  (let ((d (norm r)))
    (scale (/ (* (- G) m1 m2) (* d d d)) r)))

;; What remains of a vector without its part along a unit vector.
(define (across f u) (- f (scale (dot f u) u)))

(across (- force (gravity r m1 m2)) (normalize v))
