;; A damped string from 0 to 1, u_tt = c² u_xx − γ u_t, fixed at both ends: displacements at n points
;; inside, then their velocities.

(define n 15)
(define m (* 2 n))
(input y (vec m))
(parameter c 0.8)    ; speed of waves
(parameter γ 0.05)   ; damping

(define spacing (/ 1 (+ n 1)))

(let* ((u (slice y 0 n))
       (velocity (slice y n m))
       (left (append [0] (slice u 0 (- n 1))))
       (right (append (slice u 1 n) [0])))
  (append velocity
          (- (* (square (/ c spacing)) (+ left (* -2 u) right))
             (* γ velocity))))
