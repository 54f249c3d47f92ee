;; Names that read like notation, declared by every form that declares names.
;; eval -x=1 v=[3,4] => 5
;; grad -x=1 v=[3,4] => -x=17 v=[2,2]
(input -x)
(input v (vec 2))
(parameter np.pi 3)
(define x² 4)
(define (m*c a*b) (* 2 a*b))
(let ((a<b (m*c (vsum v))))
  (loop ((√x 0) (inf -x))
    (if (> √x 0)
        (+ inf (* np.pi (- -x x²)))
        (recur 1 (* inf a<b)))))
