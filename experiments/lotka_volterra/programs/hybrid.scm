;; Predator and prey, only predation known: growth of the prey and death of the predators are what
;; two networks of eight neurons say, each a rate by the head that depends on one population.
;;
;;   dx/dt = x growth(x) − β x y        dy/dt = δ x y − y death(y)
;;
;; The networks' weights are parameters of the program. Entries as in `full.scm`.

(parameter β 0.5)
(parameter δ 0.5)
(parameter x0 4)
(parameter y0 1)

(parameter growth-in (zeros 8))
(parameter growth-shift (zeros 8))
(parameter growth-out (zeros 8))
(parameter growth-level 0)
(parameter death-in (zeros 8))
(parameter death-shift (zeros 8))
(parameter death-out (zeros 8))
(parameter death-level 0)

(define (growth x)
  (+ growth-level (dot growth-out (tanh (+ growth-shift (* growth-in x))))))

(define (death y)
  (+ death-level (dot death-out (tanh (+ death-shift (* death-in y))))))

(define (rates [state : (vec 2)])
  (let ((x (ref state 0))
        (y (ref state 1)))
    [(- (* x (growth x)) (* β x y)) (- (* δ x y) (* y (death y)))]))

(define (step state h)
  (let* ((k1 (rates state))
         (k2 (rates (+ state (* (/ h 2) k1))))
         (k3 (rates (+ state (* (/ h 2) k2))))
         (k4 (rates (+ state (* h k3)))))
    (+ state (* (/ h 6) (+ k1 (* 2 k2) (* 2 k3) k4)))))

(define (window [start : (vec 2)])
  (scan ((state start)) 25
    (recur (step state 0.1))))

(define (future [start : (vec 2)])
  (scan ((state start)) 600
    (recur (step state 0.1))))

(define states
  (scan ((state [x0 y0])) 120
    (recur (step state 0.1))))
(mat (append [x0] (col states 0)) (append [y0] (col states 1)))
