;; Burgers' equation, u_t = −(u²/2)_x + ν u_xx, on a ring from 0 to 2π, at n points.

(define n 16)
(input u (vec n))
(parameter ν 0.02)  ; viscosity

(define spacing (/ (* 2 pi) n))

(let* ((left (roll u 1))
       (right (roll u -1))
       (advection (/ (- (square right) (square left)) (* 4 spacing)))
       (diffusion (/ (+ left (* -2 u) right) (square spacing))))
  (- (* ν diffusion) advection))
