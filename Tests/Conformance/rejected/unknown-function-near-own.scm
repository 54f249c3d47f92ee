;; A slip in the name of a function of the program.
;; error NC301 4:2-4:8
(define (energy m v) (* 1/2 m v v))
(enregy 1 x)
