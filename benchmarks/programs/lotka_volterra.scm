;; Lotka and Volterra's prey after a number of Runge-Kutta steps.

(input prey)
(input predator)
(input α)
(input β)
(input γ)
(input δ)

(define steps 100)
(define h 0.05)

;; How fast the two populations change.
(define (growth x y) (- (* α x) (* β x y)))
(define (decline x y) (- (* δ x y) (* γ y)))

(loop ((k 0) (x prey) (y predator))
  (if (= k steps)
      x
      (let* ((a1 (growth x y))
             (b1 (decline x y))
             (x2 (+ x (* (/ h 2) a1)))
             (y2 (+ y (* (/ h 2) b1)))
             (a2 (growth x2 y2))
             (b2 (decline x2 y2))
             (x3 (+ x (* (/ h 2) a2)))
             (y3 (+ y (* (/ h 2) b2)))
             (a3 (growth x3 y3))
             (b3 (decline x3 y3))
             (x4 (+ x (* h a3)))
             (y4 (+ y (* h b3)))
             (a4 (growth x4 y4))
             (b4 (decline x4 y4)))
        (recur (+ k 1)
               (+ x (* (/ h 6) (+ a1 (* 2 a2) (* 2 a3) a4)))
               (+ y (* (/ h 6) (+ b1 (* 2 b2) (* 2 b3) b4)))))))
