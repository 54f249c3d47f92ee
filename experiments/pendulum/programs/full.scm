;; A damped pendulum, driven or not, all of the structure known, two constants unknown.
;;
;;   θ'' = −k sin θ − b θ' + drive · sin(2 t/3)        k is g/L
;;
;; The state is angle, velocity, time. `window` and `future` are compiled for themselves (`entry=`):
;; 50 and 1,000 steps of the classical Runge-Kutta method, each of length 0.05.

(input drive)
(parameter k 5)
(parameter b 0.5)
(parameter angle 1)
(parameter velocity 0)

(define (rates [state : (vec 3)])
  (let ((θ (ref state 0))
        (ω (ref state 1))
        (t (ref state 2)))
    [ω (+ (- (* k (sin θ))) (- (* b ω)) (* drive (sin (* 2/3 t)))) 1]))

(define (step state h)
  (let* ((k1 (rates state))
         (k2 (rates (+ state (* (/ h 2) k1))))
         (k3 (rates (+ state (* (/ h 2) k2))))
         (k4 (rates (+ state (* h k3)))))
    (+ state (* (/ h 6) (+ k1 (* 2 k2) (* 2 k3) k4)))))

;; Angles and then velocities after each of 50 steps from a given state.
(define (window [start : (vec 3)])
  (let ((states (scan ((state start)) 50
                  (recur (step state 0.05)))))
    (append (col states 0) (col states 1))))

;; The same after 1,000 steps.
(define (future [start : (vec 3)])
  (let ((states (scan ((state start)) 1000
                  (recur (step state 0.05)))))
    (append (col states 0) (col states 1))))

;; The whole record from a start that is unknown too.
(define states
  (scan ((state [angle velocity 0])) 200
    (recur (step state 0.05))))
(append [angle] (col states 0) [velocity] (col states 1))
