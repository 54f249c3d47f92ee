;; Predator and prey: the equations of Lotka and Volterra for hares and lynx, in thousands of pelts.
;;
;;   d hares / dt = hares (α − β lynx)        d lynx / dt = lynx (δ hares − γ)
;;
;; The program integrates them over twenty years by the classical Runge-Kutta method, ten steps a
;; year, and gives both populations at every step: a row of 201 for the hares, a row for the lynx.
;; Rates and populations are positive, so that their logarithms are what is learned.

(parameter log-α (log 0.5))     ; births of hares, per year
(parameter log-β (log 0.02))    ; hares caught, per year and thousand lynx
(parameter log-γ (log 1.0))     ; deaths of lynx, per year
(parameter log-δ (log 0.02))    ; lynx fed, per year and thousand hares
(parameter log-hares (log 30))  ; hares in 1900
(parameter log-lynx (log 4))    ; lynx in 1900

(define α (exp log-α))
(define β (exp log-β))
(define γ (exp log-γ))
(define δ (exp log-δ))
(define start [(exp log-hares) (exp log-lynx)])

;; How fast the populations grow.
(define (growth populations)
  (let ((hares (ref populations 0))
        (lynx (ref populations 1)))
    [(* hares (- α (* β lynx))) (* lynx (- (* δ hares) γ))]))

;; The populations a time h later.
(define (runge-kutta-step populations h)
  (let* ((k1 (growth populations))
         (k2 (growth (+ populations (* (/ h 2) k1))))
         (k3 (growth (+ populations (* (/ h 2) k2))))
         (k4 (growth (+ populations (* h k3)))))
    (+ populations (* (/ h 6) (+ k1 (* 2 k2) (* 2 k3) k4)))))

(define trajectory
  (scan ((populations start)) 200
    (recur (runge-kutta-step populations 0.1))))

(mat (append [(ref start 0)] (col trajectory 0))
     (append [(ref start 1)] (col trajectory 1)))
