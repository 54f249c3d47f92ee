;; The force between two bodies, as a vector.
;; type => (vec 3)
;; eval r=[1,2,2] m1=2 m2=3 => [-1.4831111111111113,-2.9662222222222225,-2.9662222222222225]
(input r (vec 3)) (input m1) (input m2)
(parameter G 6.674)
(define (gravity r m1 m2)
  (let ((d (norm r)))
    (scale (/ (* (- G) m1 m2) (* d d d)) r)))
(gravity r m1 m2)
