;; The record of the Hudson's Bay Company, 1900 to 1920, as the equations of Lotka and Volterra have
;; it: the logarithms of hares and lynx, in thousands of pelts, a row for each.
;;
;;   d hares / dt = hares (α − β lynx)        d lynx / dt = lynx (δ hares − γ)
;;
;; Runge-Kutta, ten steps a year. `years` is how many follow the first.

(parameter α 0.5)     ; births of hares, per year
(parameter β 0.02)    ; hares caught, per year and thousand lynx
(parameter γ 1.0)     ; deaths of lynx, per year
(parameter δ 0.02)    ; lynx fed, per year and thousand hares
(parameter hares 30)  ; in the first year
(parameter lynx 4)

(define (rates [state : (vec 2)])
  (let ((h (ref state 0))
        (l (ref state 1)))
    [(* h (- α (* β l))) (* l (- (* δ h) γ))]))

(define (step state h)
  (let* ((k1 (rates state))
         (k2 (rates (+ state (* (/ h 2) k1))))
         (k3 (rates (+ state (* (/ h 2) k2))))
         (k4 (rates (+ state (* h k3)))))
    (+ state (* (/ h 6) (+ k1 (* 2 k2) (* 2 k3) k4)))))

(define (year state)
  (loop ((k 0) (state state))
    (if (= k 10) state (recur (+ k 1) (step state 0.1)))))

(define states
  (scan ((state [hares lynx])) 20
    (recur (year state))))

(log (mat (append [hares] (col states 0)) (append [lynx] (col states 1))))
