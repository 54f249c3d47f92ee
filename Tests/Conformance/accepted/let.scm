;; Names for values.
;; eval x=3 => 24
;; grad x=3 => x=14
(let ((a (+ x 1)) (b (* x 2))) (* a b))
