;; Forty levels of `let`, each of which doubles.
;; eval x=1 => 1099511627776
;; grad x=1 => x=1099511627776
;; eval x=-0.5 => -549755813888
;; grad x=-0.5 => x=1099511627776
(let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) (let ((x (+ x x))) x))))))))))))))))))))))))))))))))))))))))
