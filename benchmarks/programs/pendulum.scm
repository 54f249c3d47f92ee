;; Damped pendulum, θ'' = −(g/L) sin θ − b θ': the angle after a number of Runge-Kutta steps.

(input angle)
(input velocity)
(input g-over-L)
(input damping)

(define steps 200)
(define h 0.05)

;; The angular acceleration.
(define (acceleration θ ω) (- (* (- g-over-L) (sin θ)) (* damping ω)))

(loop ((k 0) (θ angle) (ω velocity))
  (if (= k steps)
      θ
      (let* ((a1 (acceleration θ ω))
             (ω2 (+ ω (* (/ h 2) a1)))
             (a2 (acceleration (+ θ (* (/ h 2) ω)) ω2))
             (ω3 (+ ω (* (/ h 2) a2)))
             (a3 (acceleration (+ θ (* (/ h 2) ω2)) ω3))
             (ω4 (+ ω (* h a3)))
             (a4 (acceleration (+ θ (* h ω3)) ω4)))
        (recur (+ k 1)
               (+ θ (* (/ h 6) (+ ω (* 2 ω2) (* 2 ω3) ω4)))
               (+ ω (* (/ h 6) (+ a1 (* 2 a2) (* 2 a3) a4)))))))
