;; Heat equation on a rod of 10 points, both ends held at 0: 20 explicit steps of Euler's method.
;; A step is a stencil: every point moves towards the mean of its neighbours.

(input temperature (vec 10))
(parameter α 0.01)  ; diffusivity

(define spacing (/ 1 9))
(define time-step 0.1)

(define (step u)
  (tabulate (i 10)
    (if (or (= i 0) (= i 9))
        0
        (let ((curvature (/ (+ (ref u (- i 1)) (* -2 (ref u i)) (ref u (+ i 1)))
                            (square spacing))))
          (+ (ref u i) (* α time-step curvature))))))

(loop ((u temperature) (k 0))
  (if (< k 20) (recur (step u) (+ k 1)) u))
