;; One name, five meanings.
;; eval x=2 => 36
;; grad x=2 => x=24
(let* ((x (+ x 1)) (x [x x]) (x (vsum x)) (x (* x x))) x)
