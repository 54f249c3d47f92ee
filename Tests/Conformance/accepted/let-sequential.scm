;; The bindings of `let*` see those before them, and may use a name again.
;; eval x=1 => 20
;; grad x=1 => x=18
;; eval x=-3 => 12
;; grad x=-3 => x=-14
(let* ((x (+ x 1)) (x (* x 2)) (y (+ x 1))) (* x y))
