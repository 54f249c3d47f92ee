;; The force of gravity on a body at r from another one, by Newton's law.

(input r (vec 3))    ; place, |r| 1 to 5
(input m1)           ; 1 to 5
(input m2)           ; 1 to 5
(parameter G 3)      ; gravitational constant; the truth is 6.674

(let ((d (norm r)))
  (scale (/ (* (- G) m1 m2) (* d d d)) r))
