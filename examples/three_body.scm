;; Three bodies under each other's gravity: 100 steps of the leapfrog method.
;; Gives the distance of the first two bodies at the end.

;; Places.
(input r1 (vec 3))
(input r2 (vec 3))
(input r3 (vec 3))
;; Velocities.
(input v1 (vec 3))
(input v2 (vec 3))
(input v3 (vec 3))
;; Masses.
(parameter m1 1.0)
(parameter m2 1.0)
(parameter m3 1.0)

(define h 0.01)  ; time step

;; The acceleration of a body at r by a mass m at s.
(define (pull r s m)
  (let* ((away (- s r))
         (distance (norm away)))
    (scale (/ m (* distance distance distance)) away)))

;; The acceleration of a body at r by two others.
(define (acceleration r s ms t mt) (+ (pull r s ms) (pull r t mt)))

(loop ((k 0) (r1 r1) (r2 r2) (r3 r3) (v1 v1) (v2 v2) (v3 v3))
  (if (= k 100)
      (norm (- r2 r1))
      ;; Half a kick, a drift, half a kick.
      (let* ((w1 (+ v1 (* (/ h 2) (acceleration r1 r2 m2 r3 m3))))
             (w2 (+ v2 (* (/ h 2) (acceleration r2 r1 m1 r3 m3))))
             (w3 (+ v3 (* (/ h 2) (acceleration r3 r1 m1 r2 m2))))
             (s1 (+ r1 (* h w1)))
             (s2 (+ r2 (* h w2)))
             (s3 (+ r3 (* h w3))))
        (recur (+ k 1)
               s1
               s2
               s3
               (+ w1 (* (/ h 2) (acceleration s1 s2 m2 s3 m3)))
               (+ w2 (* (/ h 2) (acceleration s2 s1 m1 s3 m3)))
               (+ w3 (* (/ h 2) (acceleration s3 s1 m1 s2 m2)))))))
