;; Damped pendulum: θ'' = −(g/L) sin θ − b θ', integrated by the classical Runge-Kutta method.
;; Gives angle and angular velocity after each of 200 steps: a matrix of 200 rows.

(input angle)              ; at the start, in radians
(input velocity)           ; at the start, in radians per second
(parameter g-over-L 9.81)  ; in 1/s²
(parameter damping 0.3)    ; in 1/s

;; The derivative of the state [angle velocity].
(define (motion state)
  (let ((θ (ref state 0))
        (ω (ref state 1)))
    [ω (- (* (- g-over-L) (sin θ)) (* damping ω))]))

(define (step state h)
  (let* ((k1 (motion state))
         (k2 (motion (+ state (* (/ h 2) k1))))
         (k3 (motion (+ state (* (/ h 2) k2))))
         (k4 (motion (+ state (* h k3)))))
    (+ state (* (/ h 6) (+ k1 (* 2 k2) (* 2 k3) k4)))))

(scan ((state [angle velocity])) 200
  (recur (step state 0.05)))
