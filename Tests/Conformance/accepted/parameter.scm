;; Trainable constants with their initial values.
;; eval x=2 => 8
;; grad x=2 => x=2.5
(input x)
(parameter a 2.5)
(parameter b (+ 1 (sqrt 4)))
(+ (* a x) b)
