;; Predator and prey, all of the structure known, four constants unknown.
;;
;;   dx/dt = α x − β x y        dy/dt = δ x y − γ y
;;
;; `window`, `record` and `future` are compiled for themselves (`entry=`): 25, 120 and 600 steps of
;; the classical Runge-Kutta method, each of length 0.1, from the same equations.

(parameter α 0.5)
(parameter β 0.5)
(parameter δ 0.5)
(parameter γ 0.5)
(parameter x0 4)
(parameter y0 1)

(define (rates [state : (vec 2)])
  (let ((x (ref state 0))
        (y (ref state 1)))
    [(- (* α x) (* β x y)) (- (* δ x y) (* γ y))]))

(define (step state h)
  (let* ((k1 (rates state))
         (k2 (rates (+ state (* (/ h 2) k1))))
         (k3 (rates (+ state (* (/ h 2) k2))))
         (k4 (rates (+ state (* h k3)))))
    (+ state (* (/ h 6) (+ k1 (* 2 k2) (* 2 k3) k4)))))

;; The states after each of 25 steps from a given one.
(define (window [start : (vec 2)])
  (scan ((state start)) 25
    (recur (step state 0.1))))

;; The states after each of 600 steps from a given one.
(define (future [start : (vec 2)])
  (scan ((state start)) 600
    (recur (step state 0.1))))

;; The whole record from a start that is unknown too: a row for the prey, a row for the predators.
(define states
  (scan ((state [x0 y0])) 120
    (recur (step state 0.1))))
(mat (append [x0] (col states 0)) (append [y0] (col states 1)))
