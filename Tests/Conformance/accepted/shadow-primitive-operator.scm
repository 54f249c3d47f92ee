;; Even `+`.
;; eval x=5 => 4
;; grad x=5 => x=1
(let ((+ (lambda (a b) (- a b)))) (+ x 1))
