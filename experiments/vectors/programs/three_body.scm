;; Three bodies under each other's gravity, in units where G is 1: the leapfrog method of
;; examples/three_body.scm, with the places of all bodies after every fifth step, one row each.

(input places (vec 9))      ; r1, r2, r3 at the start
(input velocities (vec 9))  ; v1, v2, v3 at the start
(parameter m1 1)
(parameter m2 1)
(parameter m3 1)

(define h 0.01)
(define rounds 40)

;; The acceleration of a body at r by a mass m at s.
(define (pull r s m)
  (let* ((away (- s r))
         (distance (norm away)))
    (scale (/ m (* distance distance distance)) away)))

;; The accelerations of all three, as nine numbers.
(define (accelerations p)
  (let ((r1 (slice p 0 3)) (r2 (slice p 3 6)) (r3 (slice p 6 9)))
    (append (+ (pull r1 r2 m2) (pull r1 r3 m3))
            (+ (pull r2 r1 m1) (pull r2 r3 m3))
            (+ (pull r3 r1 m1) (pull r3 r2 m2)))))

;; One step: half a kick, a drift, half a kick.
(define (step s)
  (let* ((w (+ (slice s 9 18) (* (/ h 2) (accelerations (slice s 0 9)))))
         (p (+ (slice s 0 9) (* h w))))
    (append p (+ w (* (/ h 2) (accelerations p))))))

(define trajectory
  (scan ((s (append places velocities))) rounds
    (recur (step (step (step (step (step s))))))))

(tabulate (i rounds) (slice (row trajectory i) 0 9))
